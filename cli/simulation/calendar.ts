import { count } from '../equation.ts';
import { paint } from '../output.ts';
import type { Simulated, SimulatedIssue, SimulatedMail } from './simulate.ts';

/** Addresses of one line; `--json` has them all. */
const SHOWN = 4;

/** What a calendar is written for. */
export interface CalendarView {
  /** IANA name; days and hours are those of its clock. */
  readonly timeZone: string;
  /** Address → its reader's zone and hour, in words. */
  readonly readers: ReadonlyMap<string, string>;
}

/** Who got what when, day by day, and what became of each issue. */
export function calendarText({ mails, issues }: Simulated, view: CalendarView): string {
  const clock = clockOf(view.timeZone);
  const lines = [
    ...[...Map.groupBy(mails, groupKey)].map(([, group]) => mailLine(group, view)),
    ...issues
      .filter(({ outcome }) => outcome === 'skipped')
      .map(({ id, frozenAt, reason }) => ({
        at: frozenAt,
        text: `${id}  ${paint.yellow(reason ?? 'skipped')}`,
      })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const days = Map.groupBy(lines, ({ at }) => clock.day(at));
  const sent = issues.filter(({ outcome }) => outcome !== 'skipped');
  return [
    ...[...days].flatMap(([day, own]) => [
      paint.bold(day),
      ...own.map(({ at, text }) => `  ${clock.time(at)}  ${text}`),
    ]),
    '',
    ...sent.map(issueLine),
    `${count(sent.length, 'issue')}, ${count(mails.filter(({ issue }) => issue).length, 'mail')} to readers; times are those of ${view.timeZone}.`,
  ].join('\n');
}

function clockOf(timeZone: string) {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full' });
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' });
  return {
    day: (at: string) => day.format(new Date(at)),
    time: (at: string) => time.format(new Date(at)),
  };
}

/** Mails of one issue within one minute stand on one line; the minute is that of UTC, for an hour may come twice. */
function groupKey({ at, issue, subject }: SimulatedMail): string {
  return `${at.slice(0, 16)} ${issue ?? subject}`;
}

function mailLine(group: readonly SimulatedMail[], { readers }: CalendarView) {
  const [{ at, issue, subject, to } = { at: '', issue: undefined, subject: '', to: '' }] = group;
  if (issue === undefined) return { at, text: paint.dim(`to the owner, ${to}: ${subject}`) };
  const named = group.slice(0, SHOWN).map((mail) => {
    const about = readers.get(mail.to);
    return about ? `${mail.to} (${about})` : mail.to;
  });
  const more = group.length - named.length;
  const who = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return { at, text: `${issue}  ${count(group.length, 'mail')}: ${who}` };
}

function issueLine({ id, accounting, classes, state, outcome }: SimulatedIssue): string {
  const { frozen, accepted } = accounting;
  const others = Object.entries(accounting)
    .filter(([name, amount]) => !['frozen', 'accepted', 'excluded'].includes(name) && amount > 0)
    .map(([name, amount]) => `${amount} ${name}`);
  const reasons = Object.entries(classes).map(([name, amount]) => `${amount} ${name.replace(':', ': ')}`);
  const rest = [...others, ...reasons].join(', ');
  return `${id.padEnd(28)} ${(outcome ?? state).padEnd(10)} ${accepted} of ${frozen} sent${rest ? `; ${rest}` : ''}`;
}
