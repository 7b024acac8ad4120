import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTemplates } from '../../lambdas/adapters/file-templates.ts';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { languagesAvailable } from '../../lambdas/core/mail/locale.ts';
import { renderSystemMail } from '../../lambdas/core/mail/render-system-mail.ts';
import { SYSTEM_MAILS } from '../../lambdas/core/mail/system-mail.ts';

/** The file that the pages' function finds beside its code. */
export const SYSTEM_MAILS_FILE = 'system-mails.json';

/**
 * Renders our own mails into a function's folder, whose `templates/` are there already: the function that sends them then
 * carries no MJML and starts without it (docs/adr/0008-our-own-mails-are-rendered-at-build.md). Throws TemplateFault.
 */
export async function writeSystemMails(directory: string, newsletter: Newsletter): Promise<void> {
  const templates = await loadTemplates(join(directory, 'templates'));
  const mails: Record<string, Record<string, unknown>> = {};
  for (const language of languagesAvailable(templates)) {
    const own: Record<string, unknown> = {};
    for (const kind of SYSTEM_MAILS)
      own[kind] = await renderSystemMail(kind, language, newsletter, templates);
    mails[language] = own;
  }
  await writeFile(join(directory, SYSTEM_MAILS_FILE), JSON.stringify(mails));
}
