import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BriefingFault } from '../../../../lambdas/core/briefing/fault.ts';
import { briefingSchema } from '../../../../lambdas/core/briefing/json/schema.ts';
import { collected, FERRY, GRAIN } from '../collecting.ts';

const SCHEMA = new URL('../../../../docs/briefing.schema.json', import.meta.url);
const SAMPLE = new URL('../../../../briefings/evening-wire.json', import.meta.url);

const fromJson = (document: unknown) =>
  collected(typeof document === 'string' ? document : JSON.stringify(document, null, 2), {
    source: 'news.json',
    format: 'json',
  });

function faultOf(document: unknown): string {
  try {
    fromJson(document);
  } catch (error) {
    if (error instanceof BriefingFault) return error.message;
    throw error;
  }
  return 'no fault';
}

describe('the published schema', () => {
  it('is what docs/briefing.schema.json says (UPDATE_GOLDEN=1 writes it anew)', () => {
    const schema = `${JSON.stringify(briefingSchema(), null, 2)}\n`;
    if (process.env['UPDATE_GOLDEN']) writeFileSync(SCHEMA, schema);
    expect(JSON.parse(readFileSync(SCHEMA, 'utf8'))).toEqual(JSON.parse(schema));
  });

  it('is draft 2020-12, knows every field and wants either body or html', () => {
    const schema = briefingSchema() as {
      $schema: string;
      properties: {
        topics: { items: { oneOf: unknown; properties: object; additionalProperties: boolean } };
      };
    };
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    const { items } = schema.properties.topics;
    expect(Object.keys(items.properties)).toEqual([
      'headline',
      'body',
      'html',
      'section',
      'link',
      'image',
      'weight',
    ]);
    expect(items.oneOf).toEqual([{ required: ['body'] }, { required: ['html'] }]);
    expect(items.additionalProperties).toBe(false);
  });
});

describe('a JSON briefing', () => {
  it('that ships as a sample has its topics', () => {
    const { topics, language, title, cut } = fromJson(readFileSync(SAMPLE, 'utf8'));
    expect({ language, title, cut }).toEqual({ language: 'en', title: 'Evening wire', cut: [] });
    expect(topics).toMatchObject([
      {
        headline: 'Night ferry keeps its licence',
        headlineSource: 'editor',
        section: 'world',
        link: 'https://example.com/night-ferry',
      },
      {
        section: 'markets',
        body: 'Grain prices fell by four percent after the best harvest in a decade. Mills expect cheaper flour by January.',
        html: '<p>Grain prices fell by <strong>four percent</strong> after the best harvest in a decade. Mills expect cheaper flour <a href="https://example.com/flour">by January</a>.</p>',
        links: [{ label: 'by January', href: 'https://example.com/flour' }],
      },
    ]);
  });

  it('is neither cleaned nor split: what looks like junk or a heading is text', () => {
    const body = 'Advertisement\n\nKEY POINTS\n\n1. Share this article\n\n2. Read more';
    expect(fromJson({ topics: [{ body }] }).topics.map((each) => each.body)).toEqual([body]);
  });

  it('takes a section by its title in any language, its own for topics that name none', () => {
    const document = {
      section: 'markets',
      topics: [{ body: FERRY, section: 'Wissenschaft' }, { body: GRAIN }],
    };
    expect(
      fromJson({ ...document, topics: [{ body: FERRY, section: 'Welt' }, { body: GRAIN }] }).topics.map(
        (each) => each.section,
      ),
    ).toEqual(['world', 'markets']);
    expect(faultOf(document)).toContain('topics[0].section: "Wissenschaft" is not one of the sections');
  });

  it('tells the same text once, and reports the repetition', () => {
    const { topics, cut } = fromJson({
      topics: [{ body: FERRY }, { body: FERRY, headline: 'Again' }, { body: GRAIN, headline: 'Grain' }],
    });
    expect(topics.map((each) => each.body)).toEqual([FERRY, GRAIN]);
    expect(topics[1]?.headline).toBe('Grain');
    expect(cut).toEqual([{ line: 6, text: FERRY, rule: 'duplicate' }]);
  });

  it('may begin with a byte order mark', () => {
    expect(fromJson(`\ufeff${JSON.stringify({ topics: [{ body: FERRY }] })}`).topics).toHaveLength(1);
  });

  it('cannot bring markup that is not allowed', () => {
    const { topics } = fromJson({
      topics: [{ html: `<script>x()</script><p onclick="x()">${FERRY}<a href="javascript:x()">!</a></p>` }],
    });
    expect(topics[0]?.html).toBe(`<p>${FERRY}!</p>`);
  });
});

describe('a JSON briefing that does not fit', () => {
  it.each<[unknown, string]>([
    ['{\n  "topics": [\n}', 'news.json:3: is not JSON: '],
    ['{}', 'news.json:1: topics: is missing; docs/briefing.schema.json says what a briefing may hold'],
    [{ topics: [] }, 'news.json:2: topics: needs a topic; docs/'],
    [{ topics: [{ headline: 'A' }] }, 'news.json:3: topics[0]: needs a body or html; docs/'],
    [
      { topics: [{ body: 'a', html: 'b' }] },
      'news.json:3: topics[0]: has both body and html: keep one; docs/',
    ],
    [{ topics: [{ body: FERRY }, { body: ' ' }] }, 'news.json:7: topics[1].body: must not be empty; docs/'],
    [{ topics: [{ body: FERRY, url: 'x' }] }, 'news.json:5: topics[0].url: is no field of a briefing; docs/'],
    [
      { topics: [{ body: FERRY, link: '/story' }] },
      'news.json:5: topics[0].link: must be an absolute http or https URL; docs/',
    ],
    [
      { topics: [{ body: FERRY, link: 'https://a:b@x.example/' }] },
      'news.json:5: topics[0].link: must be an absolute http or https URL without a password; docs/',
    ],
    [
      { topics: [{ body: FERRY, image: { src: 'http://a.example/b.png' } }] },
      'news.json:6: topics[0].image.src: must be an absolute https URL; docs/',
    ],
    [{ topics: [{ html: '<script>x</script>' }] }, 'news.json:3: topics[0]: has no text'],
    [
      { language: 'not a tag', topics: [{ body: FERRY }] },
      'news.json:2: language: must be a BCP 47 language tag',
    ],
    [{ topics: 'all' }, 'news.json:2: topics: '],
    ['[]', 'news.json:1: '],
    ['null', 'news.json:1: '],
  ])('%j says where and why', (document, message) => {
    expect(faultOf(document)).toContain(message);
  });

  it('is a fault of its author whatever it is, never a crash', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(faultOf(text)).toMatch(/^(?:no fault|news\.json:\d+: )/);
      }),
    );
  });
});
