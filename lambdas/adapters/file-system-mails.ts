import { readFile } from 'node:fs/promises';
import type { Newsletter } from '../core/config.ts';
import { chromeLanguage } from '../core/mail/locale.ts';
import type { SystemMail, SystemMailKind, SystemMails } from '../core/mail/system-mail.ts';

/** Language → kind → mail, as the build writes it. */
export type StoredSystemMails = Readonly<Record<string, Readonly<Record<SystemMailKind, SystemMail>>>>;

/**
 * Our own mails as the build rendered them, from a file that is read when the first one is sent: most requests of the
 * pages send none. Throws when the file cannot be read.
 */
export function fileSystemMails(path: string, newsletter: Newsletter): SystemMails {
  let stored: Promise<StoredSystemMails> | undefined;
  return {
    async mail(kind, wanted) {
      stored ??= readFile(path, 'utf8').then((text) => JSON.parse(text) as StoredSystemMails);
      const mails = await stored;
      const mail = mails[chromeLanguage(wanted, Object.keys(mails), newsletter.language)]?.[kind];
      if (mail) return mail;
      throw new Error(`${path} has no mail "${kind}"; build and deploy again`);
    },
  };
}
