import { createHash } from 'node:crypto';
import { openLink } from '../manage-subscription.ts';
import type { Clock, Ids, Report, Subscribers } from '../ports.ts';
import { type AddressFault, parseAddress } from './address.ts';
import type { Visit } from './confirm.ts';
import { type Gone, goneBecause } from './gone.ts';
import {
  type Busy,
  busyUntilNextHour,
  countMail,
  countNetwork,
  mayMail,
  oneMore,
  SIGN_UP_LIMITS,
  type SignUpLimits,
} from './limits.ts';
import { networkOf } from './network.ts';
import type { AskedAddress, Decision, Known, Write } from './store.ts';
import type { Subscriber } from './subscriber.ts';
import type { TokenReader, Tokens } from './tokens.ts';

export interface AddressChangeDeps {
  readonly subscribers: Pick<Subscribers, 'get' | 'known' | 'change' | 'count'>;
  readonly tokens: Tokens;
  readonly ids: Ids;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
  /** Default: `SIGN_UP_LIMITS`; the mails are counted together with those of sign-ups. */
  readonly limits?: SignUpLimits;
}

/** The mail that a change of address causes, to the new address. */
export type AddressChangeMail =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'confirm-address';
      readonly to: string;
      readonly reader: Subscriber;
      readonly token: string;
    }
  /** Somebody with that address is a reader. */
  | { readonly kind: 'already-subscribed'; readonly reader: Subscriber };

export type AddressChangeAsked =
  | { readonly kind: 'invalid'; readonly reader: Subscriber; readonly fault: AddressFault | 'same' }
  | Busy
  /** Said in the same words whatever the mail is. */
  | { readonly kind: 'answered'; readonly reader: Subscriber; readonly mail: AddressChangeMail }
  | Gone;

/** A reader names a new address; nothing changes until somebody who reads mail there confirms. */
export async function requestAddressChange(
  deps: AddressChangeDeps,
  token: string,
  typed: string,
  visit: Pick<Visit, 'address'>,
): Promise<AddressChangeAsked> {
  const { subscribers, clock, tokens, limits = SIGN_UP_LIMITS } = deps;
  const now = clock.now();
  const opened = await openLink(deps, 'preferences', token);
  if (opened.kind === 'gone') return opened;
  const { reader } = opened;
  const address = parseAddress(typed);
  if (!address.ok) return { kind: 'invalid', reader, fault: address.fault };
  const { email } = address;
  if (email === reader.email) return { kind: 'invalid', reader, fault: 'same' };
  const network = visit.address === undefined ? undefined : networkOf(visit.address);
  if (!(await countNetwork(subscribers, network, limits, now))) return busyUntilNextHour(now);
  const before = await subscribers.known({ email });
  const allowed = mayMail(before.address?.mails, now);
  if (!(await countMail(subscribers, allowed, limits, now))) return busyUntilNextHour(now);
  const asked = { email, serial: deps.ids.newId(), at: now.toISOString(), ...(network && { network }) };
  const key = { id: reader.id, email };
  const mail = await subscribers.change(key, askingForAddress(reader, asked, now));
  if (mail === 'outdated') return goneBecause(deps.report, 'preferences', 'outdated');
  deps.report({ code: 'address-change-asked', mail: mail.kind });
  if (mail.kind !== 'confirm-address') return { kind: 'answered', reader, mail };
  const about = { ...reader, about: asked.serial };
  return {
    kind: 'answered',
    reader,
    mail: { ...mail, token: tokens.make('address-change', about, now) },
  };
}

function askingForAddress(reader: Subscriber, asked: AskedAddress, now: Date) {
  const { id, consentVersion } = reader;
  return ({ subscription, address }: Known): Decision<AddressChangeMail | 'outdated'> => {
    const current = subscription?.subscriber;
    if (current?.state !== 'active' || current.consentVersion !== consentVersion) {
      return { result: 'outdated' };
    }
    const { email } = asked;
    const { mails, holder, suppression } = address ?? {};
    const none: Decision<AddressChangeMail> = {
      result: { kind: 'none' },
      writes: [
        { kind: 'ballast', email, n: 0 },
        { kind: 'ballast', email, n: 1 },
      ],
    };
    if (!mayMail(mails, now)) return none;
    const counted: Write = {
      kind: 'mails',
      email,
      after: oneMore(mails, now),
      ...(mails && { before: mails }),
    };
    const ballast: Write = { kind: 'ballast', email, n: 0 };
    const other = holder && holder.subscriber.id !== id ? holder.subscriber : undefined;
    if (suppression || other?.state === 'suppressed') {
      return { result: { kind: 'none' }, writes: [counted, ballast] };
    }
    if (other?.state === 'active') {
      return { result: { kind: 'already-subscribed', reader: other }, writes: [counted, ballast] };
    }
    return {
      result: { kind: 'confirm-address', to: email, reader: current, token: '' },
      writes: [counted, { kind: 'asked-address', id, asked }],
    };
  };
}

export type OpenedAddressChange =
  | { readonly kind: 'open'; readonly reader: Subscriber; readonly email: string }
  | Gone;

/** What a link to a new address would do. Changes nothing. */
export async function openAddressChange(
  deps: Pick<AddressChangeDeps, 'subscribers' | 'tokens' | 'clock' | 'report'>,
  token: string,
): Promise<OpenedAddressChange> {
  const reading = deps.tokens.read('address-change', token, deps.clock.now());
  if (!reading.ok) return goneBecause(deps.report, 'address-change', reading.reason);
  const { subscription } = await deps.subscribers.known({ id: reading.reader.id });
  const asked = subscription && askedBy(subscription.subscriber, reading.reader, subscription.askedAddress);
  if (!subscription || !asked) return goneBecause(deps.report, 'address-change', 'outdated');
  return { kind: 'open', reader: subscription.subscriber, email: asked.email };
}

function askedBy(reader: Subscriber, token: TokenReader, asked: AskedAddress | undefined) {
  const current = reader.state === 'active' && reader.consentVersion === token.consentVersion;
  return current && asked && asked.serial === token.about ? asked : undefined;
}

export type AddressChanged =
  /** A new consent: links in mails to the old address open nothing any more. */
  | { readonly kind: 'changed'; readonly reader: Subscriber; readonly previousEmail: string }
  /** Somebody else took the address meanwhile. */
  | { readonly kind: 'taken' }
  | Gone;

/** Moves the subscription to the address that this link was mailed to. */
export async function confirmAddressChange(
  deps: AddressChangeDeps,
  token: string,
  visit: Visit,
): Promise<AddressChanged> {
  const now = deps.clock.now();
  const opened = await openAddressChange(deps, token);
  if (opened.kind === 'gone') return opened;
  const reading = deps.tokens.read('address-change', token, now);
  if (!reading.ok) return goneBecause(deps.report, 'address-change', reading.reason);
  const network = visit.address === undefined ? undefined : networkOf(visit.address);
  const proof = { how: 'button' as const, token: createHash('sha256').update(token).digest('hex') };
  const entry = {
    ...{ type: 'address-changed' as const, at: now.toISOString(), source: visit.source, proof },
    ...(network && { network }),
  };
  const { email } = opened;
  const outcome = await deps.subscribers.change(
    { id: reading.reader.id, email },
    changingAddress(reading.reader, email, entry),
  );
  if (outcome === 'outdated') return goneBecause(deps.report, 'address-change', 'outdated');
  deps.report({ code: 'address-change-confirmed', outcome: outcome.kind });
  return outcome;
}

interface ChangeEntry {
  readonly type: 'address-changed';
  readonly at: string;
  readonly source: string;
  readonly network?: string;
  readonly proof: { readonly how: 'button'; readonly token: string };
}

function changingAddress(token: TokenReader, email: string, facts: ChangeEntry) {
  return ({ subscription, address }: Known): Decision<Exclude<AddressChanged, Gone> | 'outdated'> => {
    const asked = subscription && askedBy(subscription.subscriber, token, subscription.askedAddress);
    if (!subscription || asked?.email !== email) return { result: 'outdated' };
    const before = subscription.subscriber;
    const holder = address?.holder;
    const own = holder?.subscriber.id === before.id;
    const inTheWay = holder && !own && !['pending', 'guest'].includes(holder.subscriber.state);
    if (inTheWay || address?.suppression) return { result: { kind: 'taken' } };
    const consentVersion = before.consentVersion + 1;
    const reader: Subscriber = { ...before, email, consentVersion, updatedAt: facts.at };
    const entry = { ...facts, consentVersion, asked: askedFacts(asked, facts.source) };
    const previousEmail = before.email;
    const writes: Write[] = [
      { kind: 'profile', before: subscription, after: reader, entry },
      { kind: 'lock', email, subscriber: reader, ...(holder && { heldBy: holder.subscriber.id }) },
      ...(own ? [] : [{ kind: 'unlock', email: previousEmail, heldBy: before.id } as const]),
      ...(holder && !own ? [{ kind: 'forget-profile', before: holder } as const] : []),
      { kind: 'asked-address', id: before.id },
      { kind: 'not-suppressed', email },
      { kind: 'mails', email },
    ];
    return { result: { kind: 'changed', reader, previousEmail }, writes };
  };
}

function askedFacts({ at, network }: AskedAddress, source: string) {
  return { at, source, ...(network && { network }) };
}
