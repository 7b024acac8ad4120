import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  durationMs,
  localName,
  type NewsletterInput,
  parseNewsletter,
} from '../../lambdas/core/config.ts';
import sample from '../../newsletter.config.ts';

function faultsOf(change: (config: Record<string, unknown>) => void): readonly string[] {
  const config = structuredClone(sample) as unknown as Record<string, unknown>;
  change(config);
  try {
    parseNewsletter(config);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('newsletter.config.ts', () => {
  it('is accepted as it ships, with the theme and the grace filled in', () => {
    const newsletter = parseNewsletter(sample);
    expect(newsletter.theme.paper).toBe('#ffffff');
    expect(newsletter.delivery.grace).toBe('15m');
    expect(newsletter.editions[0]?.maxTopics).toBe(15);
  });

  it('names every fault at once, the ones between fields included', () => {
    const faults = faultsOf((config) => {
      config['name'] = '';
      config['siteUrl'] = 'http://news.example.com';
      config['sections'] = [
        { id: 'world', title: 'World' },
        { id: 'world', title: 'World again' },
      ];
      config['editions'] = [{ id: 'daily', title: 'Daily', cron: 'at seven', sections: ['sports'] }];
    });
    expect(faults).toEqual([
      'name: must not be empty',
      expect.stringMatching(/^siteUrl: must be an https URL/),
      expect.stringMatching(/^editions\[0\]\.cron: must have five fields/),
      'sections[1].id: "world" is used twice',
      'editions[0].sections[0]: "sports" is not one of the sections (world, world)',
    ]);
  });

  it('says that a name is missing, and that a misspelt one is unknown', () => {
    const faults = faultsOf((config) => {
      delete config['owner'];
      config['ownr'] = 'me@example.com';
    });
    expect(faults).toEqual([
      'owner: is missing: write a string',
      '(the whole file): unknown name "ownr"; remove it',
    ]);
  });

  it.each([
    ['0 7 1 * 1', /cannot combine them/],
    ['0 25 * * *', /./],
    ['0 0 7 * * *', /five fields/],
  ])('refuses the cron %j', (cron, reason) => {
    const faults = faultsOf((config) => {
      config['editions'] = [{ id: 'daily', title: 'Daily', cron }];
    });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^editions\[0\]\.cron: /);
    expect(faults[0]).toMatch(reason);
  });

  it.each([
    ['timeZone', 'Berlin', /IANA time zone/],
    ['language', 'not a tag', /BCP 47/],
    ['owner', 'owner', /is not an e-mail address/],
    ['postalAddress', 'One\r\nBcc: all@example.com', /one line/],
  ] as const)('refuses %s %j', (field, value, reason) => {
    const faults = faultsOf((config) => {
      config[field] = value;
    });
    expect(faults).toEqual([expect.stringMatching(reason)]);
    expect(faults[0]?.startsWith(`${field}: `)).toBe(true);
  });

  it('refuses a font list that could end the style attribute it stands in', () => {
    const input: NewsletterInput = { ...sample, theme: { font: 'Arial"; background: url(x)' } };
    expect(() => parseNewsletter(input)).toThrow(/theme\.font/);
  });
});

describe('the rules of an edition', () => {
  const withRules = (rules: object) =>
    faultsOf((config) => {
      config['editions'] = [{ id: 'daily', title: 'Daily', cron: '0 7 * * *', ...rules }];
    });

  it('are by weight, from one topic on, and skip what has no briefing, unless it says otherwise', () => {
    expect(parseNewsletter(sample).editions[0]).toMatchObject({
      order: ['weight'],
      minimumTopics: 1,
      skipIfEmpty: true,
      withoutBriefing: 'skip',
      cutOff: '1h',
    });
  });

  it.each([
    [{ order: ['weight', 'fame'] }, 'order[1]: must be one of "weight", "coverage", "recency", "source"'],
    [{ order: ['weight', 'weight'] }, 'order: names a rule twice'],
    [{ order: [] }, 'order: must name a rule, such as ["weight", "recency"]'],
    [{ withoutBriefing: 'panic' }, 'withoutBriefing: must be "skip", "remind" or "fail"'],
    [{ approval: 'maybe' }, 'approval: must be "none", "required" or "unless-stopped"'],
    [{ draftAhead: '5m' }, 'draftAhead: must be from "30m" to "72h"'],
    [{ draftAhead: '2 hours' }, 'draftAhead: must be a number with m or h, such as "2h"'],
    [{ editor: 'desk' }, 'editor: "desk" is not an e-mail address: expected name@domain'],
    [{ cutOff: '5m' }, 'cutOff: must be from "15m" to "24h"'],
    [{ cutOff: 'soon' }, 'cutOff: must be a number with m or h, such as "2h"'],
    [
      { minimumTopics: 6, maxTopics: 5 },
      'minimumTopics: is 6, and an issue has at most 5 topics (maxTopics)',
    ],
  ])('refuse %j', (rules, fault) => {
    expect(withRules(rules)).toEqual([`editions[0].${fault}`]);
  });
});

describe('the sources of a newsletter', () => {
  const withSources = (sources: unknown, collect: unknown = {}) =>
    faultsOf((config) => Object.assign(config, { sources, collect }));

  it('are feeds whose entries are cut at 150 words, polled every half hour, unless it says otherwise', () => {
    const newsletter = parseNewsletter({ ...sample, sources: [{ id: 'a', url: 'https://a.example/feed' }] });
    expect(newsletter.sources).toEqual([
      { id: 'a', url: 'https://a.example/feed', kind: 'feed', maxWords: 150 },
    ]);
    expect(newsletter.collect.every).toBe('30m');
    expect(parseNewsletter(sample).sources).toEqual([]);
  });

  it('are refused with every fault at once: where, what and the remedy', () => {
    expect(
      withSources([
        { id: 'Harbour News', url: 'harbour.example/feed' },
        { id: 'a', url: 'file:///etc/passwd', kind: 'rss', maxWords: 5 },
        { id: 'a', url: 'https://ann:secret@a.example/', section: 'sports' },
        { id: 'b', url: 'https://ann:secret@a.example/' },
      ]),
    ).toEqual([
      expect.stringMatching(/^sources\[0\]\.id: use 1-32 lower-case letters/),
      expect.stringMatching(
        /^sources\[0\]\.url: "harbour\.example\/feed" must be a whole web address such as/,
      ),
      expect.stringMatching(/^sources\[1\]\.url: "file:.*" must be a whole web address/),
      'sources[1].kind: must be "feed" or "page"',
      'sources[1].maxWords: at least 20',
      expect.stringMatching(/^sources\[2\]\.url: must not hold a user name or password/),
      expect.stringMatching(/^sources\[3\]\.url: must not hold a user name or password/),
      'sources[2].id: is the same as sources[1].id',
      'sources[3].url: is the same as sources[2].url',
      'sources[2].section: "sports" is not one of the sections (world, markets, science)',
    ]);
  });

  it.each(['4m', '25h', '90s', 'hourly'])('are not polled every %s', (every) => {
    expect(withSources([], { every })).toEqual([expect.stringMatching(/^collect\.every: must be/)]);
  });
});

describe('names and durations of the config', () => {
  it.each([
    ['de', 'Welt'],
    ['de-AT', 'Welt'],
    ['fr', 'World'],
  ])('shows a section to a reader of %s as %s', (language, title) => {
    expect(localName({ en: 'World', de: 'Welt' }, language, 'en')).toBe(title);
  });

  it.each([
    ['5s', 5000],
    ['15m', 900_000],
    ['2h', 7_200_000],
  ])('reads %s as %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it('refuses a duration without its unit', () => {
    expect(() => durationMs('15')).toThrow(/use a number with s, m or h/);
  });
});
