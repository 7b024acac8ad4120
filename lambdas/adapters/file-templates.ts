import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { TemplateSet } from '../core/mail/template-set.ts';

/** What can be a template or a locale; a README or an editor's backup is not. */
const ENDINGS = ['.hbs', '.json', '.txt', '.css', '.js'];

/**
 * Reads a templates folder with everything below it. A file in its `custom/` replaces the one of the same name (that
 * choice is made where the template is used, so that a fault names the publisher's own file). Throws when the folder
 * cannot be read.
 */
export async function loadTemplates(directory: string): Promise<TemplateSet> {
  let entries: string[];
  try {
    entries = await readdir(directory, { recursive: true });
  } catch (error) {
    throw new Error(
      `The templates in ${directory} cannot be read. They belong beside email/ and partials/.`,
      {
        cause: error,
      },
    );
  }
  const names = entries.filter((name) => ENDINGS.some((ending) => name.endsWith(ending))).sort();
  const files = await Promise.all(
    names.map(async (name) => {
      const source = await readFile(join(directory, name), 'utf8');
      return [name.split(sep).join('/'), source.replaceAll('\r\n', '\n')] as const;
    }),
  );
  return new Map(files);
}
