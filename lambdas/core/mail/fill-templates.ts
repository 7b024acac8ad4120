import Handlebars from 'handlebars';
import type { Keepable } from './issue-view.ts';
import type { Locale } from './locale.ts';
import { markLines } from './source-lines.ts';
import {
  findTemplate,
  TemplateFault,
  type TemplateFile,
  type TemplateSet,
  templateNames,
} from './template-set.ts';
import type { Tokens } from './tokens.ts';

const PARTIALS = 'partials/';
const ENDING = '.mjml.hbs';

/** `noEscape`: what is inserted are tokens and validated theme values; escaping is done where tokens are replaced. */
const OPTIONS = {
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { t: true, keep: true, keepInline: true, log: false },
  noEscape: true,
  preventIndent: true,
};

/**
 * Runs the Handlebars template `entry`, e.g. `email/issue.mjml.hbs`, over the view; returns MJML. `traced` leaves marks for `traceLines` in it.
 * Throws TemplateFault with file and line.
 */
export function fillTemplates(
  templates: TemplateSet,
  entry: string,
  view: object,
  locale: Locale,
  tokens: Tokens,
  traced = false,
): string {
  const engine = Handlebars.create();
  registerHelpers(engine, locale, tokens);
  const partials = templateNames(templates, PARTIALS, ENDING);
  for (const name of partials) {
    const partial = findTemplate(templates, name);
    const short = name.slice(PARTIALS.length, -ENDING.length);
    if (partial) engine.registerPartial(short, compile(engine, partial, traced));
  }
  const start = findTemplate(templates, entry);
  if (!start) {
    throw new TemplateFault({
      file: `templates/${entry}`,
      what: 'this template is missing.',
      remedy: 'Restore it, or name the folder that holds email/ and partials/ with --templates.',
    });
  }
  return compile(engine, start, traced)(view);
}

function registerHelpers(engine: typeof Handlebars, locale: Locale, tokens: Tokens): void {
  engine.registerHelper('t', (key: string, { hash }: Handlebars.HelperOptions) =>
    tokens.text(locale.phrase(key, hash), `the phrase "${key}"`),
  );
  const keep = (wrap: (token: string) => string) =>
    function (this: unknown, of: Keepable, options: Handlebars.HelperOptions) {
      return wrap(tokens.open(of.when, of.label)) + options.fn(this) + wrap(tokens.close(of.label));
    };
  engine.registerHelper(
    'keep',
    keep((token) => `\n<mj-raw>${token}</mj-raw>\n`),
  );
  engine.registerHelper(
    'keepInline',
    keep((token) => `\n${token}\n`),
  );
}

/** A compiled template whose faults name the file: Handlebars itself knows only lines. */
function compile(
  engine: typeof Handlebars,
  template: TemplateFile,
  traced: boolean,
): Handlebars.TemplateDelegate {
  let run: Handlebars.TemplateDelegate | undefined;
  return (context, options) => {
    try {
      run ??= engine.compile(traced ? markLines(template) : template.source, OPTIONS);
      return run(context, options);
    } catch (error) {
      throw error instanceof TemplateFault ? error : explain(error, template);
    }
  };
}

function explain(error: unknown, { file, source }: TemplateFile): TemplateFault {
  const message = error instanceof Error ? error.message : String(error);
  const known = REMEDIES.find(([pattern]) => pattern.test(message));
  const partial = /partial (\S+) could not be found/.exec(message)?.[1];
  const line = partial ? lineOf(source, new RegExp(`\\{\\{[#~]*>\\s*${partial}\\b`)) : lineIn(error, message);
  return new TemplateFault({
    file,
    line,
    what: message.replace(/^Parse error on line \d+:\n/, 'cannot be read:\n').replace(/ - \d+:\d+$/, ''),
    remedy: known?.[1] ?? 'Correct the Handlebars expression there.',
    cause: error,
  });
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/not defined in/, 'Use one of the fields that templates/custom/README.md lists.'],
  [/unknown helper/, 'Helpers are t, keep, keepInline and the built-in if, unless, each, with and lookup.'],
  [/partial .* could not be found/, 'Add that file to templates/custom/partials/, or correct its name.'],
  [/Parse error|doesn't match/, 'Look for a brace or a closing {{/...}} that is missing or too many.'],
];

function lineIn(error: unknown, message: string): number {
  const own = (error as { lineNumber?: unknown }).lineNumber;
  return Number(own ?? /(?:on line | - )(\d+)/.exec(message)?.[1] ?? 0);
}

function lineOf(source: string, pattern: RegExp): number {
  return source.split('\n').findIndex((line) => pattern.test(line)) + 1;
}
