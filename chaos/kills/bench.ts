import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endProcess, findDynamoProcesses } from '../../cli/local/dynamo-process.ts';
import { openStateDirectory } from '../../cli/local/state.ts';
import { type Dice, diceOf } from '../dice.ts';
import { type Running, run } from './command.ts';
import type { KillOptions } from './options.ts';

const CONFIG = fileURLToPath(new URL('../../newsletter.config.ts', import.meta.url));
export const BRIEFING = fileURLToPath(new URL('../../briefings/morning-wire.md', import.meta.url));
export const ISSUE = 'under-fire';
const EVENTS_FILE = 'events.json';

/** What SES knows: mails of the issue by address. */
export interface Truth {
  readonly taken: number;
  /** Milliseconds since 1970. */
  readonly lastAt: number;
  readonly mails: Readonly<Record<string, number>>;
}

/** A state directory with its readers, and an SES beside it. */
export interface Bench {
  readonly dice: Dice;
  readonly recipients: number;
  /** Starts a `briefwire` command on the state directory and that SES. */
  briefwire(...words: string[]): Running;
  truth(): Promise<Truth>;
  /** Every event document so far. */
  events(): Promise<string>;
  /** Writes them to a file, as `briefwire events FILE` reads it. */
  eventsFile(): Promise<string>;
  /** `kill -9` of the database of the state directory. */
  killDatabase(): void;
  /** At a random moment of the part of the delivery that kill number `kill` is to hit; or the command ended. */
  amidDelivery(command: Running, kill: number): Promise<void>;
  note(text: string): void;
  /** Ends SES and the database; `keep` leaves the directory with the processes' own words. */
  close(keep: boolean): Promise<void>;
}

export async function openBench({ recipients, kills, seed, ses: other }: KillOptions): Promise<Bench> {
  const directory = mkdtempSync(join(tmpdir(), 'briefwire-kills-'));
  const state = join(directory, 'state');
  const dice = diceOf(seed);
  const note = (text: string) =>
    void process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
  // Slow enough that every kill hits a delivery: each start has somewhat over a second of it.
  const rate = Math.max(5, Math.round(recipients / (kills * 1.6)));
  const log = openSync(join(directory, 'log.txt'), 'a');
  const words = [String(rate), '60', String(seed), ...(other === undefined ? [] : [other])];
  const ses = run('endpoint.ts', words, { log });
  const endpoint = String((await ses.said(/"endpoint":"([^"]+)"/))[1]);
  const env = {
    AWS_ENDPOINT_URL_SES: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const briefwire = (...words: string[]) =>
    run('briefwire', [...words, '--state', state, '--config', CONFIG], { log, env });
  const get = async (path: string) => (await fetch(`${endpoint}${path}`)).text();
  const truth = async () => JSON.parse(await get('/truth')) as Truth;

  const list = join(directory, 'readers.csv');
  const addresses = Array.from({ length: recipients }, (_, index) => `reader-${index}@example.org`);
  writeFileSync(list, `email\n${addresses.join('\n')}\n`);
  const imported = await briefwire('subscribers', 'import', list, '--confirmed', '--yes').ended;
  if (imported.code !== 0) throw new Error(`the readers cannot be imported: ${imported.output}`);
  const whose = other ?? `another one, ${rate} mails a second`;
  note(`${recipients} readers are confirmed; SES: ${whose}`);

  const databaseFile = openStateDirectory(state).dynamo;
  return {
    dice,
    recipients,
    briefwire,
    truth,
    note,
    events: () => get('/events'),
    async eventsFile() {
      const file = join(directory, EVENTS_FILE);
      writeFileSync(file, await get('/events'));
      return file;
    },
    killDatabase() {
      for (const { pid } of findDynamoProcesses(databaseFile)) process.kill(pid, 'SIGKILL');
    },
    async amidDelivery(command, kill) {
      const before = (await truth()).taken;
      // The kills share the list, and the last part of it is left for whoever is not killed.
      const from = Math.max(before + 1, ((kill - dice.next()) * recipients) / (kills + 1));
      while (!command.hasEnded() && (await truth()).taken < from) await delay(20);
      await delay(dice.whole(0, 200));
    },
    async close(keep) {
      ses.kill();
      await ses.ended;
      await Promise.all(findDynamoProcesses(databaseFile).map(endProcess));
      if (keep) note(`what the processes said is in ${join(directory, 'log.txt')}`);
      else rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Readers by how many mails they have; exit code 1 unless each has one. */
export async function verdict({ truth, recipients, note }: Bench): Promise<number> {
  const { mails } = await truth();
  const counts = Object.values(mails);
  const none = recipients - counts.length;
  const doubled = Object.entries(mails).filter(([, count]) => count > 1);
  note(
    `SES saw ${counts.length - doubled.length} readers once, ${doubled.length} more than once, ${none} never`,
  );
  for (const [address, count] of doubled.slice(0, 20)) note(`  ${address}: ${count} mails`);
  return none === 0 && doubled.length === 0 ? 0 : 1;
}
