import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aStateDirectory, briefwireHere } from '../support/command.ts';

const READERS = `email,edition,sections,language,time_zone,hour
ada@example.com,daily,,en,Europe/Berlin,
carl@example.com,daily,,en,America/New_York,7
eve@example.com,daily,,en,Pacific/Kiritimati,7
sam@example.com,daily,science,en,Europe/Berlin,
`;
const BRIEFING = `The ferry to the north islands sails again on Monday after five months in dock.

Copper fell by four percent in London on Tuesday, the most in a year, after the mines opened.
`;

interface Calendar {
  readonly mails: readonly { readonly at: string; readonly to: string; readonly issue?: string }[];
  readonly issues: readonly {
    readonly id: string;
    readonly outcome?: string;
    readonly reason?: string;
    readonly classes: Readonly<Record<string, number>>;
  }[];
  readonly alarms: readonly string[];
}

let state: Awaited<ReturnType<typeof aStateDirectory>>;
beforeEach(async () => {
  state = await aStateDirectory();
});
afterEach(() => state.remove());

const simulate = (...words: string[]) =>
  briefwireHere(['simulate', ...words, '--state', state.path], {
    AWS_ENDPOINT_URL_SES: 'http://127.0.0.1:9',
  });

describe('briefwire simulate', () => {
  it("has a briefing in the readers' mails at the slot without any command, and tells it once when it comes twice; nothing of it stays", async () => {
    const [readers, briefing, again] = ['readers.csv', 'monday.txt', 'again.txt'].map((name) =>
      join(state.path, name),
    ) as [string, string, string];
    await writeFile(readers, READERS);
    await writeFile(briefing, BRIEFING);
    await copyFile(briefing, again);
    const before = await readdir(tmpdir());
    const days = ['--from', '2026-10-24', '--days', '2', '--readers', readers];
    const ran = await simulate(briefing, again, ...days, '--json');
    expect(ran.stderr).not.toContain('Error');
    const { mails, issues, alarms } = ran.json<Calendar>();
    const toReaders = mails.flatMap(({ at, to, issue }) => (issue ? [[to, at.slice(0, 16), issue]] : []));
    const first = 'daily.2026-10-24T0700';
    expect(toReaders).toEqual([
      ['ada@example.com', '2026-10-24T05:00', first],
      ['carl@example.com', '2026-10-24T11:00', first],
      ['eve@example.com', '2026-10-24T17:00', first],
    ]);
    expect(issues).toMatchObject([
      { id: first, outcome: 'sent', classes: { 'excluded:no-topics': 1 } },
      {
        id: 'daily.2026-10-25T0700',
        outcome: 'skipped',
        reason: 'Skipped: everything in again.txt was told in an earlier issue.',
      },
    ]);
    expect(alarms).toEqual([]);
    expect(ran.code).toBe(0);
    const left = (await readdir(tmpdir())).filter((name) => !before.includes(name));
    expect(left.filter((name) => name.startsWith('briefwire-simulation'))).toEqual([]);
  });

  it.each([
    [['--from', 'tomorrow'], '--from tomorrow is not a date such as 2026-10-19.'],
    [['--from', '2026-13-01'], '--from 2026-13-01 is not a date such as 2026-10-19.'],
    [['--from', '2026-10-19', '--days', '0'], '--days 0 is not a number of days from 1 to 366.'],
    [['--from', '2026-10-19', '--zone', 'Berlin'], '--zone Berlin is not an IANA time zone'],
    [['--from', '2026-10-19', '--keep', 'docs'], '--keep docs is not empty: name a new directory.'],
    [['--from', '2026-10-19', '--readers', 'none.csv'], 'none.csv'],
    [['none.md', '--from', '2026-10-19'], 'There is no none.md, or it cannot be read. Name a file.'],
    [[], "required option '--from <date>' not specified"],
  ])('refuses %j', async (words, message) => {
    const ran = await simulate(...words);
    expect(ran.stderr).toContain(message);
    expect(ran.code).toBe(2);
  });
});
