import { beforeAll, describe, expect, test } from 'vitest';
import { compileSkeleton } from '../../../lambdas/core/mail/compile-skeleton.ts';
import { TemplateFault, type TemplateSet } from '../../../lambdas/core/mail/template-set.ts';
import { aNewsletter, anIssue, aTopic, projectTemplates } from '../../support/issue-builders.ts';

const CARD = 'partials/topic-card.mjml.hbs';
const FOOTER = 'partials/footer.mjml.hbs';
const ISSUE = 'email/issue.mjml.hbs';

let templates: TemplateSet;
beforeAll(async () => {
  templates = await projectTemplates();
});

/** Puts a publisher's own version of a template in place and renders. */
function render(name: string, change: (source: string) => string) {
  const source = templates.get(name) ?? '';
  const own = change(source);
  if (own === source) throw new Error(`the change leaves ${name} as it was`);
  return compileSkeleton(
    anIssue([aTopic(), aTopic()]),
    'en',
    aNewsletter(),
    new Map([...templates, [`custom/${name}`, own]]),
  );
}

async function faultOf(name: string, change: (source: string) => string): Promise<TemplateFault> {
  try {
    await render(name, change);
  } catch (error) {
    if (error instanceof TemplateFault) return error;
    throw error;
  }
  throw new Error('expected a fault');
}

/** The line (1-based) of a template that has this text. */
const lineOf = (name: string, text: string) =>
  (templates.get(name) ?? '').split('\n').findIndex((line) => line.includes(text)) + 1;

describe("a publisher's own template", () => {
  test('takes the place of the one of the same name', async () => {
    const skeleton = await render(FOOTER, (source) =>
      source.replace('<p style="margin:0">', '<p style="margin:0">Made by hand. '),
    );
    expect(JSON.stringify(skeleton.html)).toContain('Made by hand.');
  });

  test('may bring partials of its own', async () => {
    const own = new Map([
      ...templates,
      [`custom/${FOOTER}`, `{{> colophon}}\n${templates.get(FOOTER)}`],
      [
        'custom/partials/colophon.mjml.hbs',
        '<mj-section><mj-column><mj-text>Set in {{theme.font}}</mj-text></mj-column></mj-section>',
      ],
    ]);
    const skeleton = await compileSkeleton(anIssue([aTopic()]), 'en', aNewsletter(), own);
    expect(JSON.stringify(skeleton.html)).toContain('Set in -apple-system');
  });
});

describe('a Handlebars fault names file, line and remedy:', () => {
  test('a block that is not closed', async () => {
    const fault = await faultOf(CARD, (source) =>
      source.replace('{{/if}}\n    <mj-text css-class', '\n    <mj-text css-class'),
    );
    expect(fault.file).toBe(`templates/custom/${CARD}`);
    expect(fault.line).toBeGreaterThan(1);
    expect(fault.remedy).toContain('Look for a brace or a closing');
    expect(fault.message).toMatch(/^templates\/custom\/partials\/topic-card\.mjml\.hbs:\d+: /);
  });

  test('a field that does not exist', async () => {
    const fault = await faultOf(CARD, (source) => source.replace('{{minutes}}', '{{minuets}}'));
    expect(fault).toMatchObject({ file: `templates/custom/${CARD}`, line: lineOf(CARD, '{{minutes}}') });
    expect(fault.what).toContain('"minuets" not defined');
    expect(fault.remedy).toContain('templates/custom/README.md');
  });

  test('a helper that does not exist', async () => {
    const fault = await faultOf(FOOTER, (source) =>
      source.replace('{{t "mail.unsubscribe"}}', '{{upper name}}'),
    );
    expect(fault).toMatchObject({
      file: `templates/custom/${FOOTER}`,
      line: lineOf(FOOTER, 'mail.unsubscribe'),
    });
    expect(fault.remedy).toContain('Helpers are t, keep, keepInline');
  });

  test('a partial that does not exist', async () => {
    const fault = await faultOf(ISSUE, (source) => source.replace('{{> footer}}', '{{> foter}}'));
    expect(fault).toMatchObject({ file: `templates/custom/${ISSUE}`, line: lineOf(ISSUE, '{{> footer}}') });
    expect(fault.remedy).toContain('templates/custom/partials/');
  });

  test('a phrase that the locale does not have', async () => {
    const fault = await faultOf(FOOTER, (source) => source.replace('mail.unsubscribe', 'mail.goodbye'));
    expect(fault.file).toBe('templates/locales/en.json');
    expect(fault.what).toContain('"mail.goodbye" is missing');
  });

  test('no template at all', async () => {
    const none = compileSkeleton(
      anIssue([aTopic()]),
      'en',
      aNewsletter(),
      new Map([...templates].filter(([name]) => name !== ISSUE)),
    );
    await expect(none).rejects.toThrow(/templates\/email\/issue\.mjml\.hbs: this template is missing/);
  });
});

describe('an MJML fault names file, line and remedy:', () => {
  test.each([
    [
      'an attribute that MJML does not know',
      CARD,
      '<mj-text css-class="inset"',
      '<mj-text colour="red" css-class="inset"',
      'colour is illegal',
    ],
    [
      'a component that MJML does not know',
      FOOTER,
      '<mj-section',
      '<mj-footer></mj-footer>\n<mj-section',
      "mj-footer doesn't exist",
    ],
    [
      'a component where it must not be',
      FOOTER,
      '<mj-column>',
      '<mj-column><mj-section></mj-section>',
      'mj-section cannot be used inside',
    ],
    ['a tag that is never closed', FOOTER, '</mj-text>', '', '<mj-text>: this tag is never closed'],
    [
      'a tag that was never opened',
      FOOTER,
      '</mj-section>',
      '</mj-section></mj-wrapper>',
      'was never opened',
    ],
    [
      'an include, which MJML would ignore',
      ISSUE,
      '{{> footer}}',
      '<mj-include path="./footer.mjml" />',
      'would ignore this include',
    ],
  ])('%s', async (_, name, from, to, what) => {
    const fault = await faultOf(name, (source) => source.replace(from, to));
    const opening = what.includes('never closed') ? '<mj-text' : from;
    expect(fault).toMatchObject({ file: `templates/custom/${name}`, line: lineOf(name, opening) });
    expect(fault.what).toContain(what);
    expect(fault.remedy).not.toBe('');
  });
});

describe('what would go wrong in silence is a fault:', () => {
  test('text where MJML drops it', async () => {
    const fault = await faultOf(CARD, (source) =>
      source.replace('{{minutes}}', '').replace('<mj-column css', '{{minutes}}<mj-column css'),
    );
    expect(fault.what).toMatch(
      /^the reading time of the topic ".*" went into MJML 1 time\(s\) and came out 0/,
    );
    expect(fault.remedy).toContain('MJML drops text outside of mj-text');
  });

  test('a mail that nobody can unsubscribe from', async () => {
    const fault = await faultOf(FOOTER, (source) =>
      source.replace('{{unsubscribeUrl}}', 'https://example.com'),
    );
    expect(fault.what).toBe('{{unsubscribeUrl}} is in none of the templates.');
    expect(fault.remedy).toContain(FOOTER);
  });

  test.each([
    ['postal address', FOOTER, '{{newsletter.postalAddress}}'],
    ['way to the preferences', FOOTER, '{{preferencesUrl}}'],
    ['text of a topic', CARD, '{{body}}'],
  ])('a mail without a %s', async (_, name, field) => {
    const fault = await faultOf(name, (source) => source.replace(field, ''));
    expect(fault.what).toContain('is in none of the templates');
  });

  test('a fragment that takes half an element with it', async () => {
    const fault = await faultOf('partials/masthead.mjml.hbs', (source) =>
      source.replace('{{#keepInline this}}', '{{#keepInline this}}<div>'),
    );
    expect(fault.what).toMatch(/^the HTML that is kept for the topic ".*" is not whole/);
    expect(fault.remedy).toContain('{{#keepInline}} around whole elements');
  });

  test('a fragment that MJML drops', async () => {
    const fault = await faultOf('partials/masthead.mjml.hbs', (source) =>
      source.replace('{{#keepInline this}}', '{{#keep this}}').replace('{{/keepInline}}', '{{/keep}}'),
    );
    expect(fault.what).toMatch(/is not whole|came out/);
  });
});
