/** Path under `templates/` → source, as on disk: `custom/partials/header.mjml.hbs` stands beside what it replaces. */
export type TemplateSet = ReadonlyMap<string, string>;

/** Where a publisher's own templates live; a file of the same name there wins. */
const CUSTOM = 'custom/';

export interface TemplateFile {
  /** As the publisher finds it: `templates/custom/partials/header.mjml.hbs`. */
  readonly file: string;
  readonly source: string;
}

/** A template, or the publisher's own in its place. `undefined` when there is neither. */
export function findTemplate(templates: TemplateSet, name: string): TemplateFile | undefined {
  for (const path of [CUSTOM + name, name]) {
    const source = templates.get(path);
    if (source !== undefined) return { file: `templates/${path}`, source };
  }
  return undefined;
}

/** Names (without `custom/`) of all templates in a folder with an ending, e.g. `partials/` and `.mjml.hbs`. */
export function templateNames(templates: TemplateSet, folder: string, ending: string): readonly string[] {
  const names = [...templates.keys()].map((path) =>
    path.startsWith(CUSTOM) ? path.slice(CUSTOM.length) : path,
  );
  return [...new Set(names)].filter((name) => name.startsWith(folder) && name.endsWith(ending)).sort();
}

/** A template or a locale file is wrong. The message names the file and line, what is wrong and what to do. */
export class TemplateFault extends Error {
  /** Path from the project, e.g. `templates/partials/topic-card.mjml.hbs`. */
  readonly file: string;
  /** 1-based; 0 when the fault belongs to the whole file. */
  readonly line: number;
  readonly what: string;
  readonly remedy: string;
  constructor(fault: { file: string; line?: number; what: string; remedy: string; cause?: unknown }) {
    const place = fault.line ? `${fault.file}:${fault.line}` : fault.file;
    super(`${place}: ${fault.what}\n  ${fault.remedy}`, { cause: fault.cause });
    this.name = 'TemplateFault';
    this.file = fault.file;
    this.line = fault.line ?? 0;
    this.what = fault.what;
    this.remedy = fault.remedy;
  }
}
