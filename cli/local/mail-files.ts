import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import PostalMime from 'postal-mime';
import { issueTag } from '../../lambdas/core/delivery/message-tags.ts';
import { openOutbox } from './ses/store.ts';
import { openStateDirectory } from './state.ts';

/** Where the mails of an issue were written. */
export interface MailFiles {
  /** Relative to the working directory. */
  readonly directory: string;
  readonly mails: number;
}

/**
 * Writes every mail of an issue that the local SES took as `.eml` and `.html` under `<state>/mails/<issue>/`, named by
 * recipient. `undefined` when there is none, e.g. because another SES endpoint took them.
 */
export async function writeMails(statePath: string, issueId: string): Promise<MailFiles | undefined> {
  const state = openStateDirectory(statePath);
  if (!existsSync(state.outbox)) return undefined;
  const directory = join(state.root, 'mails', issueId);
  const outbox = openOutbox(state.outbox);
  let mails = 0;
  try {
    for (const mail of everyMail(outbox, issueTag(issueId))) {
      const raw = outbox.get(mail.messageId)?.raw;
      if (!raw) continue;
      await mkdir(directory, { recursive: true, mode: 0o700 });
      // An address is a safe file name but for `/`, which RFC 5321 allows in the local part.
      const name = (mail.destinations[0] ?? mail.messageId).replaceAll('/', '_');
      await writeFile(join(directory, `${name}.eml`), raw);
      await writeFile(join(directory, `${name}.html`), (await PostalMime.parse(raw)).html ?? '');
      mails += 1;
    }
  } finally {
    outbox.close();
  }
  return mails > 0 ? { directory: relative(process.cwd(), directory) || '.', mails } : undefined;
}

function* everyMail(outbox: ReturnType<typeof openOutbox>, issue: string) {
  let before: number | undefined;
  do {
    const page = outbox.list({ issue }, before === undefined ? {} : { before });
    yield* page.mails;
    before = page.older;
  } while (before !== undefined);
}
