import type { MailReader } from '../lambdas/core/mail/skeleton.ts';

/** Reader number `index`: names, addresses and links all differ. Every section, so that each mail has all topics. */
export function readerNumber(index: number): MailReader {
  const token = index.toString(36).padStart(60, 'x');
  return {
    email: `reader${index}@example.com`,
    name: `Reader Number ${index}`,
    sections: [],
    unsubscribeUrl: `https://news.example.com/u/${token}`,
    preferencesUrl: `https://news.example.com/p/${token}`,
  };
}
