import type { Clock, Report, Subscribers } from '../ports.ts';
import { type ChainVerdict, type ConsentEntry, verifyChain } from './consent.ts';
import { type Gone, goneBecause } from './gone.ts';
import { suppressing } from './moves.ts';
import type { AskedAddress, AskedConsent, Decision, Known, SignUpMails, Write } from './store.ts';
import type { Subscriber, Suppression } from './subscriber.ts';
import type { Tokens } from './tokens.ts';

type DataStore = Pick<Subscribers, 'known' | 'change' | 'history' | 'dropHistory'>;

/** Everything that is stored about a person under their id or address; ledger rows of issues hold the id alone. */
export interface PersonalData {
  readonly subscriber: Subscriber;
  /** Not confirmed yet. */
  readonly asked?: AskedConsent;
  readonly askedAddress?: AskedAddress;
  readonly suppression?: Suppression;
  readonly signUpMails?: SignUpMails;
  readonly consent: readonly ConsentEntry[];
  /** Whether the consent ledger is as it was written. */
  readonly ledger: ChainVerdict;
}

/** The ledger is read between two looks at its end, until both are the same. */
const LOOKS = 5;

/** A copy of a person's data; `undefined` when nobody has that id. */
export async function exportOf(store: DataStore, id: string): Promise<PersonalData | undefined> {
  const email = (await store.known({ id })).subscription?.subscriber.email;
  if (email === undefined) return undefined;
  let { subscription, address } = await store.known({ id, email });
  let consent: readonly ConsentEntry[] = [];
  for (let look = 0; look < LOOKS && subscription; look += 1) {
    const seen = subscription.head.hash;
    consent = await store.history(id);
    ({ subscription, address } = await store.known({ id, email }));
    if (subscription?.head.hash === seen) break;
  }
  if (!subscription) return undefined;
  const { subscriber, head, asked, askedAddress } = subscription;
  return {
    subscriber,
    ...(asked && { asked }),
    ...(askedAddress && { askedAddress }),
    ...(address?.suppression && { suppression: address.suppression }),
    ...(address?.mails && { signUpMails: address.mails }),
    consent,
    ledger: verifyChain(id, consent, head),
  };
}

/**
 * Forgets a person: profile, address, consent ledger. What stays is the keyed hash of the address and that it was erased, so
 * that no import brings it back. Repeating it finishes what a crash left; `unknown` when nobody has that id.
 */
export async function erase(
  store: DataStore,
  id: string,
  at: string,
  source: string,
): Promise<'done' | 'unknown'> {
  // First no mail any more, last the profile: until then a second try finds what the first one left.
  const outcome = await store.change({ id }, suppressing({ reason: 'erased', at }, source));
  if (outcome === 'unknown') return 'unknown';
  await store.dropHistory(id);
  await store.change({ id }, forgetting);
  return 'done';
}

function forgetting({ subscription }: Known): Decision<undefined> {
  if (!subscription) return { result: undefined };
  const { id, email } = subscription.subscriber;
  const writes: Write[] = [
    { kind: 'forget-profile', before: subscription },
    { kind: 'unlock', email, heldBy: id },
    { kind: 'mails', email },
  ];
  return { result: undefined, writes };
}

export interface MyDataDeps {
  readonly subscribers: DataStore;
  readonly tokens: Tokens;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
}

/** Opens "my data" by a link to preferences; also for somebody who has unsubscribed or is suppressed. */
export async function openMyData(
  deps: MyDataDeps,
  token: string,
): Promise<{ readonly kind: 'data'; readonly data: PersonalData } | Gone> {
  const reading = deps.tokens.read('preferences', token, deps.clock.now());
  if (!reading.ok) return goneBecause(deps.report, 'preferences', reading.reason);
  const data = await exportOf(deps.subscribers, reading.reader.id);
  const current = data?.subscriber.consentVersion === reading.reader.consentVersion;
  return data && current ? { kind: 'data', data } : goneBecause(deps.report, 'preferences', 'outdated');
}

/** Erases the person whose link this is. The reader comes back once more, for the last page's language. */
export async function eraseMyData(
  deps: MyDataDeps,
  token: string,
  source: string,
): Promise<{ readonly kind: 'erased'; readonly reader: Subscriber } | Gone> {
  const opened = await openMyData(deps, token);
  if (opened.kind === 'gone') return opened;
  const reader = opened.data.subscriber;
  await erase(deps.subscribers, reader.id, deps.clock.now().toISOString(), source);
  deps.report({ code: 'erased' });
  return { kind: 'erased', reader };
}
