import { withoutAddresses } from '../../core/delivery/hold.ts';
import { type NoticeParties, noticeMail } from '../../core/delivery/owner-notice.ts';
import type { Clock, Mailer, Report } from '../../core/ports.ts';
import { type NoteDeps, noteOneClick } from '../../core/subscribers/flood.ts';
import { sentenceOf } from '../each-record.ts';
import type { PageKit } from './page-kit.ts';

/** What tells a scanner's requests from others: where they are kept, and when each reader's mail went out. */
export type OneClickWatch = Pick<NoteDeps, 'floods' | 'recentIssues' | 'ledger'>;

/** The reader is off the list already: whatever happens here must not turn that into an error. */
export function watchOneClicks(
  deps: {
    readonly mailer: Pick<Mailer, 'send'>;
    readonly newsletter: NoticeParties;
    readonly clock: Clock;
    readonly report: Report;
  },
  watch: OneClickWatch,
): PageKit['oneClick'] {
  const { mailer, newsletter, clock, report } = deps;
  const noting: NoteDeps = {
    ...watch,
    clock,
    report,
    async tellOwner(notice) {
      const { kind } = await mailer.send(noticeMail(notice, newsletter, clock.now()));
      report({ code: 'notice-sent', notice: notice.id, outcome: kind });
    },
  };
  return async (reader, network) => {
    try {
      await noteOneClick(noting, reader, network);
    } catch (error) {
      report({ code: 'one-click-not-noted', error: withoutAddresses(sentenceOf(error)) });
    }
  };
}
