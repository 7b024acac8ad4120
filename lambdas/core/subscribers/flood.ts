import type { OwnerNotice } from '../delivery/delivery.ts';
import { shardOf } from '../delivery/shard.ts';
import type { Clock, Ledger, Report, Subscribers } from '../ports.ts';
import type { Decision, Known } from './store.ts';
import type { Subscriber } from './subscriber.ts';

/**
 * Mail scanners of some companies press every button of a mail the moment it arrives. Their one-click requests cannot be
 * told from a person's, so each is honoured at once; many of one domain within a minute of delivery are shown to the owner,
 * who may take them back where it is plain that no person was there.
 */

/** A person does not read a mail and leave within this time in numbers; a scanner does both before the mail is seen. */
export const FLOOD_WINDOW_MS = 60_000;
/** So many readers of one domain make a flood. */
export const FLOOD_AT = 5;

/** A one-click request that came within a minute of the mail. */
export interface OneClick {
  readonly issueId: string;
  /** Of the reader's address. */
  readonly domain: string;
  readonly subscriberId: string;
  readonly consentVersion: number;
  /** ISO 8601. */
  readonly at: string;
  /** Truncated. */
  readonly network?: string;
}

/** Many of them, of one domain and one issue. */
export interface Flood {
  readonly issueId: string;
  readonly domain: string;
  readonly count: number;
  /** ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** ISO 8601; when the owner took it back. */
  readonly undoneAt?: string;
}

/** Where one-click requests are kept for 30 days; a domain stands in clear only once there are `FLOOD_AT` of it. */
export interface Floods {
  /** How many of that domain and issue there are, this one included; a repetition counts once more and is kept once. */
  note(click: OneClick): Promise<number>;
  /** `true` for the first caller. */
  flag(issueId: string, domain: string, at: string): Promise<boolean>;
  /** Those that were flagged, in order of issues. */
  list(): AsyncIterable<Flood>;
  clicks(issueId: string, domain: string): AsyncIterable<OneClick>;
  noteUndone(issueId: string, domain: string, at: string): Promise<void>;
}

export interface NoteDeps {
  readonly floods: Pick<Floods, 'note' | 'flag'>;
  /** Ids of the newest issues, newest first; may be some seconds old. */
  readonly recentIssues: () => Promise<readonly string[]>;
  readonly ledger: Pick<Ledger, 'delivery'>;
  readonly tellOwner: (notice: OwnerNotice) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
}

/** Notes that a reader was unsubscribed by one click, if their mail came less than a minute before; the fifth tells the owner. */
export async function noteOneClick(deps: NoteDeps, reader: Subscriber, network?: string): Promise<void> {
  const now = deps.clock.now();
  const issueId = await mailedJustNow(deps, reader.id, now);
  if (issueId === undefined) return;
  const domain = reader.email.slice(reader.email.lastIndexOf('@') + 1);
  const at = now.toISOString();
  const click = { issueId, domain, subscriberId: reader.id, consentVersion: reader.consentVersion, at };
  const count = await deps.floods.note({ ...click, ...(network && { network }) });
  if (count < FLOOD_AT || !(await deps.floods.flag(issueId, domain, at))) return;
  deps.report({ code: 'flood-suspected', issue: issueId, count });
  await deps.tellOwner(noticeOf(issueId, domain));
}

/** The newest issue of which this reader got a mail, if that was within the minute. */
async function mailedJustNow({ recentIssues, ledger }: NoteDeps, id: string, now: Date) {
  for (const issueId of await recentIssues()) {
    const delivery = await ledger.delivery({ issueId, shard: shardOf(id), subscriberId: id });
    if (!delivery || delivery.state === 'excluded' || delivery.state === 'failed') continue;
    // A scanner holds the mail back while it looks, so its request may come before the word of the delivery.
    const since = delivery.deliveredAt ?? delivery.sentAt ?? delivery.claimedAt ?? delivery.at;
    return now.getTime() - Date.parse(since) <= FLOOD_WINDOW_MS ? issueId : undefined;
  }
  return undefined;
}

function noticeOf(issueId: string, domain: string): OwnerNotice {
  return {
    id: `flood-${issueId}-${domain}`,
    subject: `Many readers at ${domain} were unsubscribed within a minute`,
    lines: [
      `${FLOOD_AT} or more readers at ${domain} were unsubscribed by one click within a minute of getting ${issueId}. A person rarely does that; a mail scanner that presses every button does. All of them were taken off the list, as the standard asks.`,
      'See who: briefwire subscribers flood list',
      `If you know that a scanner did it, those who have done nothing themselves since can be put back: briefwire subscribers flood undo ${domain}`,
    ],
  };
}

/** Why a reader of a flood stays off the list. */
export type KeptOff =
  /** They did something themselves: used the page, came back, changed the address; or they are erased. */
  | 'moved'
  /** Their request came from a network that fewer requests than a flood came from. */
  | 'few-from-network';

export interface UndoneFlood {
  readonly restored: number;
  readonly kept: Readonly<Record<KeptOff, number>>;
}

export interface UndoDeps {
  readonly floods: Pick<Floods, 'clicks' | 'noteUndone'>;
  readonly subscribers: Pick<Subscribers, 'change'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Puts readers back whom a scanner took off: only requests from a network of which at least `FLOOD_AT` came, and only readers
 * whose last act is that very request. Each return is an entry of the consent ledger. With `dryRun` it only counts.
 */
export async function undoFlood(
  { floods, subscribers, clock }: UndoDeps,
  { issueId, domain }: Pick<Flood, 'issueId' | 'domain'>,
  { source, dryRun = false }: { readonly source: string; readonly dryRun?: boolean },
): Promise<UndoneFlood> {
  const networks = new Map<string, number>();
  for await (const { network } of floods.clicks(issueId, domain)) {
    if (network) networks.set(network, (networks.get(network) ?? 0) + 1);
  }
  const at = clock.now().toISOString();
  const kept = { moved: 0, 'few-from-network': 0 };
  let restored = 0;
  for await (const click of floods.clicks(issueId, domain)) {
    if ((networks.get(click.network ?? '') ?? 0) < FLOOD_AT) kept['few-from-network'] += 1;
    else if (await subscribers.change({ id: click.subscriberId }, puttingBack(click, at, source, dryRun))) {
      restored += 1;
    } else kept.moved += 1;
  }
  if (!dryRun) await floods.noteUndone(issueId, domain, at);
  return { restored, kept };
}

function puttingBack(
  { at: clickedAt, consentVersion }: OneClick,
  at: string,
  source: string,
  dryRun: boolean,
) {
  return ({ subscription }: Known): Decision<boolean> => {
    const before = subscription?.subscriber;
    const untouched =
      before?.state === 'unsubscribed' &&
      before.consentVersion === consentVersion &&
      before.leftVia === 'one-click' &&
      before.leftAt !== undefined &&
      Math.abs(Date.parse(before.leftAt) - Date.parse(clickedAt)) < FLOOD_WINDOW_MS;
    if (!subscription || !before || !untouched) return { result: false };
    if (dryRun) return { result: true };
    const { leftAt: _at, leftVia: _via, leftReason: _why, ...rest } = before;
    const after: Subscriber = { ...rest, state: 'active', updatedAt: at };
    const entry = { type: 'flood-undone' as const, at, source, consentVersion };
    return { result: true, writes: [{ kind: 'profile', before: subscription, after, entry }] };
  };
}
