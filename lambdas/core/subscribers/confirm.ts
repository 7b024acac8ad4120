import { createHash } from 'node:crypto';
import type { Clock, Report, Subscribers } from '../ports.ts';
import type { ConsentProof } from './consent.ts';
import { type Gone, goneBecause } from './gone.ts';
import { keepLock } from './moves.ts';
import { networkOf } from './network.ts';
import type { AskedConsent, Decision, Known, Write } from './store.ts';
import type { Subscriber } from './subscriber.ts';
import type { TokenReader, Tokens } from './tokens.ts';

export interface ConfirmDeps {
  readonly subscribers: Pick<Subscribers, 'known' | 'change'>;
  readonly tokens: Tokens;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
}

/** From where a link was followed. */
export interface Visit {
  /** The part of the system that answers, e.g. `pages`. */
  readonly source: string;
  /** The visitor's network address; stored truncated. */
  readonly address?: string;
  /** The cookie that `signUp` gave, if the browser sent one. */
  readonly browserToken?: string;
}

export type OpenedConfirmation =
  /** `sameBrowser`: the one that signed up, so the page may confirm by itself. */
  | { readonly kind: 'open'; readonly language: string; readonly sameBrowser: boolean }
  | { readonly kind: 'already'; readonly reader: Subscriber }
  | Gone;

/** What a confirmation link would do. Changes nothing. */
export async function openConfirmation(
  deps: ConfirmDeps,
  token: string,
  browserToken?: string,
): Promise<OpenedConfirmation> {
  const reading = deps.tokens.read('confirm', token, deps.clock.now());
  if (!reading.ok) return goneBecause(deps.report, 'confirm', reading.reason);
  const known = await deps.subscribers.known({ id: reading.reader.id });
  const found = whatIsConfirmed(known, reading.reader);
  if (found.kind === 'outdated') return goneBecause(deps.report, 'confirm', 'outdated');
  if (found.kind === 'already') return found;
  return {
    kind: 'open',
    language: found.asked.language,
    sameBrowser: isSameBrowser(found.asked, browserToken),
  };
}

/** What is kept of a browser's cookie. */
export function browserHash(browserToken: string): string {
  return createHash('sha256').update(browserToken).digest('hex');
}

/** Whether this browser is the one that asked. */
function isSameBrowser({ browser }: AskedConsent, browserToken: string | undefined): boolean {
  return browserToken !== undefined && browser === browserHash(browserToken);
}

export type Confirmed =
  /** An active reader since now: the welcome mail is theirs. */
  | { readonly kind: 'confirmed'; readonly reader: Subscriber }
  /** An active reader since an earlier use of the same link. */
  | { readonly kind: 'already'; readonly reader: Subscriber }
  | Gone;

/**
 * Makes the consent that this link was mailed for. A link of an older consent, of one that was unsubscribed from since, or
 * to a suppressed address does nothing.
 */
export async function confirm(deps: ConfirmDeps, token: string, visit: Visit): Promise<Confirmed> {
  const now = deps.clock.now();
  const reading = deps.tokens.read('confirm', token, now);
  if (!reading.ok) return goneBecause(deps.report, 'confirm', reading.reason);
  const { reader } = reading;
  const { subscription } = await deps.subscribers.known({ id: reader.id });
  if (!subscription) return goneBecause(deps.report, 'confirm', 'outdated');
  const asked = subscription.asked;
  const how = asked && isSameBrowser(asked, visit.browserToken) ? 'same-browser' : 'button';
  const proof: ConsentProof = { how, token: createHash('sha256').update(token).digest('hex') };
  const key = { id: reader.id, email: subscription.subscriber.email };
  const outcome = await deps.subscribers.change(key, confirming(reader, proof, visit, now.toISOString()));
  if (outcome === 'outdated') return goneBecause(deps.report, 'confirm', 'outdated');
  deps.report({ code: 'confirmed', how, repeated: outcome.kind === 'already' });
  return outcome;
}

function whatIsConfirmed({ subscription }: Known, { consentVersion }: TokenReader) {
  const reader = subscription?.subscriber;
  const asked = subscription?.asked;
  if (!subscription || !reader) return { kind: 'outdated' } as const;
  if (reader.state === 'active' && reader.consentVersion === consentVersion) {
    return { kind: 'already', reader } as const;
  }
  const open = reader.state === 'pending' || reader.state === 'unsubscribed';
  if (!open || asked?.consentVersion !== consentVersion) return { kind: 'outdated' } as const;
  return { kind: 'open', before: subscription, asked } as const;
}

function confirming(token: TokenReader, proof: ConsentProof, visit: Visit, at: string) {
  return (known: Known): Decision<Exclude<Confirmed, Gone> | 'outdated'> => {
    const found = whatIsConfirmed(known, token);
    if (found.kind === 'already') return { result: found };
    if (found.kind === 'outdated' || known.address?.suppression) return { result: 'outdated' };
    const { before, asked } = found;
    const { wording, source, network: askedFrom, browser: _browser, at: askedAt, ...choices } = asked;
    const { consentVersion } = asked;
    const {
      leftAt: _at,
      leftVia: _via,
      leftReason: _why,
      pausedUntil: _pause,
      hour: _hour,
      ...kept
    } = before.subscriber;
    const reader: Subscriber = { ...kept, ...choices, state: 'active', consentVersion, updatedAt: at };
    const network = visit.address === undefined ? undefined : networkOf(visit.address);
    const entry = {
      type: 'confirmed' as const,
      ...{ at, source: visit.source, consentVersion, wording, proof },
      ...(network && { network }),
      asked: { at: askedAt, source, ...(askedFrom && { network: askedFrom }) },
    };
    const { email } = reader;
    const writes: Write[] = [
      { kind: 'profile', before, after: reader, entry },
      { kind: 'asked', id: reader.id },
      { kind: 'mails', email },
      { kind: 'not-suppressed', email },
      ...keepLock(before.subscriber, reader),
    ];
    return { result: { kind: 'confirmed', reader }, writes };
  };
}
