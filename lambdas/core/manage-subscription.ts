import type { Clock, Report, Subscribers } from './ports.ts';
import {
  type ChoiceFault,
  type Choices,
  faultOf,
  type Offer,
  sectionsToStore,
} from './subscribers/choices.ts';
import { type Gone, goneBecause } from './subscribers/gone.ts';
import { type Leaving, resubscribing } from './subscribers/moves.ts';
import type { Subscriber } from './subscribers/subscriber.ts';
import type { TokenPurpose, Tokens } from './subscribers/tokens.ts';

export type { Choices } from './subscribers/choices.ts';
export type { Gone } from './subscribers/gone.ts';

/**
 * What readers do with the links in their mails. Signing up is subscribers/sign-up.ts, confirming subscribers/confirm.ts, a
 * new address subscribers/address-change.ts, one's own data subscribers/my-data.ts.
 */
export interface ManageDeps extends Offer {
  readonly subscribers: Pick<Subscribers, 'get' | 'unsubscribe' | 'choose' | 'change'>;
  readonly tokens: Tokens;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
}

export type OpenedLink = { readonly kind: 'reader'; readonly reader: Subscriber } | Gone;

/** Whose link this is. Changes nothing. */
export async function openLink(
  deps: Pick<ManageDeps, 'tokens' | 'clock' | 'report'> & { readonly subscribers: Pick<Subscribers, 'get'> },
  purpose: TokenPurpose,
  token: string,
): Promise<OpenedLink> {
  const reading = deps.tokens.read(purpose, token, deps.clock.now());
  if (!reading.ok) return goneBecause(deps.report, purpose, reading.reason);
  const reader = await deps.subscribers.get(reading.reader.id);
  const current = reader?.consentVersion === reading.reader.consentVersion;
  // Choices are an active reader's; everybody may look at the page that ends a subscription, again too.
  const open = current && (purpose === 'unsubscribe' || reader.state === 'active');
  return open ? { kind: 'reader', reader } : goneBecause(deps.report, purpose, 'outdated');
}

export type Unsubscribed =
  /**
   * Gets no mail any more, since now or (`repeated`) before; `reader`, as they were until now, is absent when nothing is
   * stored of them.
   */
  { readonly kind: 'unsubscribed'; readonly repeated: boolean; readonly reader?: Subscriber } | Gone;

/**
 * Ends a subscription on the word of its token alone (RFC 8058 section 3.2). Repeating it is fine, and so is a token whose
 * reader is not stored any more: they get no mail. `how` says what else is known: by which button, why, from which network
 * (`networkOf`).
 */
export async function unsubscribe(
  deps: ManageDeps,
  token: string,
  how: Pick<Partial<Leaving>, 'via' | 'reason' | 'network' | 'source'> = {},
): Promise<Unsubscribed> {
  const now = deps.clock.now();
  const reading = deps.tokens.read('unsubscribe', token, now);
  if (!reading.ok) return goneBecause(deps.report, 'unsubscribe', reading.reason);
  const { id, consentVersion } = reading.reader;
  const reader = await deps.subscribers.get(id);
  if (!reader) return { kind: 'unsubscribed', repeated: true };
  const outcome = await deps.subscribers.unsubscribe(id, consentVersion, now.toISOString(), how);
  if (outcome === 'outdated') return goneBecause(deps.report, 'unsubscribe', 'outdated');
  const repeated = outcome === 'already';
  deps.report({ code: 'unsubscribed', repeated, ...(how.via && { via: how.via }) });
  return { kind: 'unsubscribed', repeated, reader };
}

export type Resubscribed = { readonly kind: 'resubscribed'; readonly reader: Subscriber } | Gone;

/** Takes an unsubscribing back, on the word of the page's own `undo` token; a consent of its own. */
export async function undoUnsubscribe(
  deps: ManageDeps,
  token: string,
  visit: { readonly source: string; readonly network?: string },
): Promise<Resubscribed> {
  const now = deps.clock.now();
  const reading = deps.tokens.read('undo', token, now);
  if (!reading.ok) return goneBecause(deps.report, 'undo', reading.reason);
  const { id, consentVersion } = reading.reader;
  const rule = resubscribing(consentVersion, { ...visit, at: now.toISOString() });
  const reader = await deps.subscribers.change({ id }, rule);
  if (!reader) return goneBecause(deps.report, 'undo', 'outdated');
  deps.report({ code: 'resubscribed' });
  return { kind: 'resubscribed', reader };
}

export type Chosen =
  | { readonly kind: 'saved'; readonly reader: Subscriber }
  /** Nothing was saved. */
  | { readonly kind: 'invalid'; readonly reader: Subscriber; readonly fault: ChoiceFault }
  | Gone;

/** Saves an active reader's choices. All sections ticked means every section, those added later too. */
export async function choosePreferences(deps: ManageDeps, token: string, choices: Choices): Promise<Chosen> {
  const opened = await openLink(deps, 'preferences', token);
  if (opened.kind === 'gone') return opened;
  const { reader } = opened;
  const now = deps.clock.now();
  const fault = faultOf(deps, choices, now);
  if (fault) return { kind: 'invalid', reader, fault };
  const saved = { ...choices, sections: sectionsToStore(deps, choices.sections) };
  const after = await deps.subscribers.choose(reader.id, reader.consentVersion, saved, now.toISOString());
  if (after === 'outdated') return goneBecause(deps.report, 'preferences', 'outdated');
  deps.report({ code: 'preferences-saved', sections: saved.sections.length, edition: saved.edition });
  const current = await deps.subscribers.get(reader.id);
  return { kind: 'saved', reader: current ?? reader };
}
