import Handlebars from 'handlebars';
import type { Draft } from './draft.ts';
import type { Locale } from './locale.ts';
import type { GapName, When } from './skeleton.ts';
import { findTemplate, TemplateFault, type TemplateSet, templateNames } from './template-set.ts';
import { WIDTH, wrap } from './wrap.ts';

const PARTIALS = 'partials/';
const ENDING = '.txt.hbs';
const OPTIONS = {
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { t: true, keep: true, log: false },
  noEscape: true,
};

/** Stand for a gap, and for the ends of what is kept for some; private use, so no template and no translator has them. */
const GAP_MARK = /\ue010(\w+)\ue011/;
const gapMark = (gap: GapName) => `\ue010${gap}\ue011`;
const KEPT = /\ue012(\w+)\ue013\n?([^\ue014]*)\ue014/;
const keptMark = (when: When, text: string) => `\ue012${when.topics.join()}\ue013${text}\ue014`;

/** A view for text templates: what is a gap is its mark. */
export function textGaps(names: readonly GapName[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, gapMark(name)]));
}

/**
 * Runs a text template, e.g. `system/confirm.txt.hbs`, and wraps its paragraphs; an address stands on a line of its own,
 * whole. `view` has marks of `textGaps` for gaps. Throws TemplateFault.
 */
export function textOf(templates: TemplateSet, entry: string, view: object, locale: Locale): Draft[] {
  const engine = Handlebars.create();
  engine.registerHelper('t', (key: string, { hash }: Handlebars.HelperOptions) => locale.phrase(key, hash));
  engine.registerHelper(
    'keep',
    function (this: unknown, of: { when: When }, options: Handlebars.HelperOptions) {
      return keptMark(of.when, options.fn(this));
    },
  );
  for (const name of templateNames(templates, PARTIALS, ENDING)) {
    const short = name.slice(PARTIALS.length, -ENDING.length);
    engine.registerPartial(short, findTemplate(templates, name)?.source ?? '');
  }
  const found = findTemplate(templates, entry);
  if (!found) throw fault(`templates/${entry}`, 'this template is missing.', 'Restore it.');
  try {
    return drafts(engine.compile(found.source, OPTIONS)(view));
  } catch (cause) {
    if (cause instanceof TemplateFault) throw cause;
    const what = cause instanceof Error ? cause.message : String(cause);
    throw fault(found.file, what, 'Correct the Handlebars expression there.', cause);
  }
}

function fault(file: string, what: string, remedy: string, cause?: unknown): TemplateFault {
  return new TemplateFault({ file, what, remedy, cause });
}

function drafts(text: string): Draft[] {
  return text.split(new RegExp(KEPT.source)).flatMap((part, index, parts) => {
    if (index % 3 === 1) return [];
    const when = index % 3 === 2 ? { when: { topics: [parts[index - 1] as string] } } : {};
    return gaps(wrap(part, WIDTH)).map((draft) => ({ ...draft, ...when }));
  });
}

function gaps(text: string): Draft[] {
  return text
    .split(new RegExp(GAP_MARK.source))
    .map((part, index): Draft => (index % 2 ? { gap: part as GapName } : { text: part }))
    .filter((draft) => !('text' in draft) || draft.text !== '');
}
