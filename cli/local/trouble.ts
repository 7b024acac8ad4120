import type { Report } from '../../lambdas/core/ports.ts';

/** Remembers the last report of something that kept mails from going, for the command's closing words. */
export function troubleLog(next: Report = () => undefined): { report: Report; last(): string | undefined } {
  let last: string | undefined;
  return {
    report(event) {
      if (event['hold'] !== undefined) last = String(event['detail'] ?? event['hold']);
      if (event['code'] === 'record-failed') last = String(event['error']);
      next(event);
    },
    last: () => last,
  };
}
