import type { TracedText } from './source-lines.ts';
import { TemplateFault } from './template-set.ts';

interface MjmlFault {
  /** 1-based line of the MJML. */
  readonly line: number;
  readonly tagName?: string;
  readonly message: string;
}

/** In order of line; never empty. */
type Faulty = { readonly faults: readonly MjmlFault[] };

/**
 * Turns MJML into HTML with MJML's strict validation. Throws TemplateFault; `trace` gives the MJML once more with the
 * origin of its lines, and is asked only then. A fault without an origin names the template `entry`.
 */
export async function renderMjml(mjml: string, entry: string, trace: () => TracedText): Promise<string> {
  const first = await tryMjml(mjml);
  if ('html' in first) return first.html;
  const { text, origins } = trace();
  const again = await tryMjml(text);
  const { faults } = 'html' in again ? first : again;
  const [{ line, tagName, message }, ...others] = faults as [MjmlFault, ...MjmlFault[]];
  throw new TemplateFault({
    ...(origins[line - 1] ?? { file: `templates/${entry}`, line: 0 }),
    what: `${tagName ? `<${tagName}>: ` : ''}${message}.${others.length ? ` (${others.length} more after it.)` : ''}`,
    remedy: remedyFor(message),
  });
}

async function tryMjml(mjml: string): Promise<Faulty | { readonly html: string }> {
  const broken = brokenNesting(mjml);
  if (broken.length > 0) return { faults: broken };
  // Loaded with the first mail: it takes half a second, and most commands and events render none.
  const { default: mjml2html } = await import('mjml');
  try {
    const { html } = await mjml2html(mjml, {
      validationLevel: 'strict',
      fonts: {},
      keepComments: false,
      useMjmlConfigOptions: false,
    });
    return { html: tidy(html) };
  } catch (error) {
    const faults = (error as { errors?: MjmlFault[] }).errors ?? [];
    if (faults.length === 0) throw error;
    return { faults };
  }
}

function remedyFor(message: string): string {
  if (/illegal|invalid/.test(message))
    return 'Its attributes and their values are listed at https://documentation.mjml.io.';
  if (/include/.test(message)) return 'Write {{> name}} for the file partials/name.mjml.hbs instead.';
  if (/closed/.test(message)) return 'Add the closing tag, or take the surplus one away.';
  return 'Components and what may stand in them: https://documentation.mjml.io.';
}

/**
 * What MJML's parser repairs or ignores in silence, and a footer vanishes with it: tags that are not closed or closed
 * twice, and mj-include.
 */
function brokenNesting(mjml: string): MjmlFault[] {
  const open: MjmlFault[] = [];
  const faults: MjmlFault[] = [];
  const lineAt = lineCounter(mjml);
  for (const match of mjml.matchAll(/<(\/?)(mj[a-z-]*)(?:[^>"']|"[^"]*"|'[^']*')*?(\/?)>/g)) {
    const [, closing, tagName = '', empty] = match;
    const line = lineAt(match.index);
    if (tagName === 'mj-include') faults.push({ line, tagName, message: 'MJML would ignore this include' });
    else if (empty) continue;
    else if (!closing) open.push({ line, tagName, message: 'this tag is never closed' });
    else if (open.at(-1)?.tagName === tagName) open.pop();
    else {
      const unclosed = open.findLastIndex((each) => each.tagName === tagName);
      if (unclosed < 0) faults.push({ line, tagName, message: 'this tag is closed but was never opened' });
      else faults.push(...open.splice(unclosed).slice(1));
    }
  }
  return [...faults, ...open].sort((one, other) => one.line - other.line);
}

function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let seen = 0;
  return (offset) => {
    line += text.slice(seen, offset).split('\n').length - 1;
    seen = offset;
    return line;
  };
}

/** MJML indents its output by a third of its size; no text that a reader wrote is in it yet. */
function tidy(html: string): string {
  return html
    .replace(/<[a-z][^<>]*>/g, (tag) => tag.replace(/\s+/g, ' ').replace(/ >$/, '>'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
    .concat('\n');
}
