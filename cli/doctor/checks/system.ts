import { type Newsletter, schedulerCron } from '../../../lambdas/core/config.ts';
import type { AccountFacts, Alarm, Queue, Schedule, TableFacts } from '../facts.ts';
import { failed, type Line, lineOf, passed, type Verdict } from '../line.ts';

const title = (id: string, source?: string) => ({ id, group: 'system' as const, ...(source && { source }) });
const DEPLOY = '`npx cdk deploy --all`';
const AWS = 'https://docs.aws.amazon.com';

/** What was deployed: clock, queues, alarms, data. */
export function systemLines(facts: AccountFacts): Line[] {
  const { schedules, queues, alarms, alarmMails, table, newsletter } = facts;
  return [
    lineOf(title('schedules', `${AWS}/scheduler/latest/UserGuide/schedule-types.html`), schedules, (each) =>
      scheduled(each, newsletter),
    ),
    lineOf(title('queues.dead-letters'), queues, deadLetters),
    lineOf(title('alarms.state'), alarms, quiet),
    lineOf(title('alarms.mail', `${AWS}/sns/latest/dg/sns-email-notifications.html`), alarmMails, heard),
    lineOf(title('table.identity'), table, identity),
    lineOf(title('table.data-version'), table, dataVersion),
    lineOf(
      title('table.protection', `${AWS}/amazondynamodb/latest/developerguide/Point-in-time-recovery.html`),
      table,
      kept,
    ),
  ];
}

function scheduled(found: readonly Schedule[], { editions, timeZone }: Newsletter): Verdict {
  const faults: string[] = [];
  for (const { id, cron, timeZone: own } of editions) {
    const [wanted, zone] = [schedulerCron(cron), own ?? timeZone];
    const schedule = found.find((each) => each.edition === id);
    if (!schedule) faults.push(`edition ${id} has none`);
    else if (!schedule.enabled) faults.push(`edition ${id} is switched off`);
    else if (schedule.expression !== wanted)
      faults.push(`edition ${id} fires at ${schedule.expression}, the config says ${wanted}`);
    else if (schedule.timeZone !== zone)
      faults.push(`edition ${id} is in ${schedule.timeZone}, the config says ${zone}`);
  }
  for (const { edition } of found) {
    if (edition !== undefined && !editions.some(({ id }) => id === edition))
      faults.push(`edition ${edition} is not in the config`);
  }
  const off = found.filter(({ edition, enabled }) => edition === undefined && !enabled).length;
  if (off > 0) faults.push(`${off} of the others (tick, polls) switched off`);
  if (found.every(({ edition }) => edition !== undefined))
    faults.push('the tick that looks for missing mails has none');
  if (faults.length === 0) return passed(`${editions.length} edition(s) fire as the config says.`);
  return failed(`Schedules: ${faults.join('; ')}.`, `${DEPLOY} brings the config to the account.`);
}

function deadLetters(queues: readonly Queue[]): Verdict {
  const ends = queues.filter(({ isEnd }) => isEnd);
  const full = ends.filter(({ messages }) => messages > 0);
  if (ends.length === 0) return failed('There is no queue of failures.', `${DEPLOY} makes them.`);
  if (full.length === 0) return passed(`All ${ends.length} queues of failures are empty.`);
  return failed(
    `Failures wait: ${full.map(({ name, messages }) => `${messages} in ${name}`).join(', ')}.`,
    'docs/runbook.md has a section for each queue; `briefwire redrive` sends them back once the cause is mended.',
  );
}

function quiet(alarms: readonly Alarm[]): Verdict {
  if (alarms.length === 0) return failed('There are no alarms.', `${DEPLOY} makes them.`);
  const loud = alarms.filter(({ state }) => state === 'ALARM');
  if (loud.length > 0) {
    return failed(
      `${loud.length} of ${alarms.length} alarms are on: ${loud.map(({ name, description }) => `${name}: ${description}`).join(' ')}`,
      'Follow the section of docs/runbook.md that the alarm names.',
    );
  }
  const mute = alarms.filter(({ actionsEnabled }) => !actionsEnabled);
  if (mute.length > 0) {
    return failed(
      `${mute.length} of ${alarms.length} alarms tell nobody: ${mute.map(({ name }) => name).join(', ')}.`,
      '`aws cloudwatch enable-alarm-actions --alarm-names` with their names.',
    );
  }
  return passed(`None of ${alarms.length} alarms is on.`);
}

function heard({ confirmed, pending }: { confirmed: number; pending: number }): Verdict {
  if (confirmed > 0) return passed('Alarms reach the owner by mail.');
  return pending > 0
    ? failed(
        'The owner has not confirmed the alarm mails yet: nobody hears an alarm.',
        'Follow the link in the mail "AWS Notification - Subscription Confirmation" to the owner’s address; SNS sends it again after a new `cdk deploy`.',
      )
    : failed('Nobody is told of alarms.', `${DEPLOY} subscribes the owner again.`);
}

function identity({ own }: TableFacts): Verdict {
  return own
    ? passed('The table is its own and sends.')
    : failed(
        'The table is a copy or was restored: nothing is sent from it.',
        'Make sure that nothing else sends for this newsletter, cancel what was done elsewhere, then `briefwire adopt --yes --aws`.',
      );
}

function dataVersion({ dataVersion: version, knownVersion }: TableFacts): Verdict {
  if (version > knownVersion) {
    return failed(
      `The data are of version ${version}; this Briefwire knows up to ${knownVersion}, and does not send.`,
      'Use the newer Briefwire that wrote them.',
    );
  }
  if (version < knownVersion) {
    return failed(
      `The data are of version ${version}; this Briefwire writes ${knownVersion}.`,
      '`briefwire migrate --aws`',
    );
  }
  return passed(`The data are of version ${version}, the newest.`);
}

function kept({ pointInTimeRecovery, deletionProtection }: TableFacts): Verdict {
  const missing = [
    ...(pointInTimeRecovery ? [] : ['point-in-time recovery']),
    ...(deletionProtection ? [] : ['deletion protection']),
  ];
  if (missing.length === 0)
    return passed(
      'The table can be brought back to any second of 35 days, and cannot be deleted by mistake.',
    );
  return failed(`The table has no ${missing.join(' and no ')}.`, `${DEPLOY} switches it on.`);
}
