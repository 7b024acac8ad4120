import type { Newsletter } from './config.ts';
import type { Clock, Report, Subscribers } from './ports.ts';
import type { Subscriber } from './subscribers/subscriber.ts';
import type { TokenPurpose, Tokens } from './subscribers/tokens.ts';

export interface ManageDeps {
  readonly subscribers: Pick<Subscribers, 'get' | 'unsubscribe' | 'choose'>;
  readonly tokens: Tokens;
  readonly newsletter: Pick<Newsletter, 'sections' | 'editions'>;
  /** Languages that mails are written in. */
  readonly languages: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
}

/** Why a link opens nothing: not (or no longer) good, or made for a subscription that has ended since. */
export type Gone = {
  readonly kind: 'gone';
  readonly reason: 'malformed' | 'forged' | 'expired' | 'outdated';
};

export type OpenedLink = { readonly kind: 'reader'; readonly reader: Subscriber } | Gone;

/** Whose link this is. Changes nothing. */
export async function openLink(deps: ManageDeps, purpose: TokenPurpose, token: string): Promise<OpenedLink> {
  const reading = deps.tokens.read(purpose, token, deps.clock.now());
  if (!reading.ok) return refuse(deps, purpose, reading.reason);
  const reader = await deps.subscribers.get(reading.reader.id);
  const current = reader?.consentVersion === reading.reader.consentVersion;
  // Choices are an active reader's; everybody may look at the page that ends a subscription, again too.
  const open = current && (purpose === 'unsubscribe' || reader.state === 'active');
  return open ? { kind: 'reader', reader } : refuse(deps, purpose, 'outdated');
}

function refuse(deps: ManageDeps, purpose: TokenPurpose, reason: Gone['reason']): Gone {
  deps.report({ code: 'link-refused', purpose, reason });
  return { kind: 'gone', reason };
}

export type Unsubscribed =
  /** Gets no mail any more, since now or before; `reader` is absent when nothing is stored of them. */
  { readonly kind: 'unsubscribed'; readonly reader?: Subscriber } | Gone;

/**
 * Ends a subscription on the word of its token alone (RFC 8058 section 3.2). Repeating it is fine, and so is a token whose
 * reader is not stored any more: they get no mail.
 */
export async function unsubscribe(deps: ManageDeps, token: string): Promise<Unsubscribed> {
  const now = deps.clock.now();
  const reading = deps.tokens.read('unsubscribe', token, now);
  if (!reading.ok) return refuse(deps, 'unsubscribe', reading.reason);
  const { id, consentVersion } = reading.reader;
  const reader = await deps.subscribers.get(id);
  if (!reader) return { kind: 'unsubscribed' };
  const outcome = await deps.subscribers.unsubscribe(id, consentVersion, now.toISOString());
  if (outcome === 'outdated') return refuse(deps, 'unsubscribe', 'outdated');
  deps.report({ code: 'unsubscribed', repeated: outcome === 'already' });
  return { kind: 'unsubscribed', reader };
}

/** What the preferences page sends. */
export interface Choices {
  readonly sections: readonly string[];
  readonly language: string;
  readonly edition: string;
}

export type Chosen =
  | { readonly kind: 'saved'; readonly reader: Subscriber }
  /** Nothing was saved: without a section there is nothing to read, an unknown value was never offered. */
  | { readonly kind: 'invalid'; readonly reader: Subscriber; readonly fault: 'no-section' | 'unknown-value' }
  | Gone;

/** Saves an active reader's choices. All sections ticked means every section, those added later too. */
export async function choosePreferences(deps: ManageDeps, token: string, choices: Choices): Promise<Chosen> {
  const opened = await openLink(deps, 'preferences', token);
  if (opened.kind === 'gone') return opened;
  const { reader } = opened;
  const fault = faultOf(deps, choices);
  if (fault) return { kind: 'invalid', reader, fault };
  const all = deps.newsletter.sections.every(({ id }) => choices.sections.includes(id));
  const saved = { ...choices, sections: all ? [] : [...new Set(choices.sections)] };
  const at = deps.clock.now().toISOString();
  const outcome = await deps.subscribers.choose(reader.id, reader.consentVersion, saved, at);
  if (outcome === 'outdated') return refuse(deps, 'preferences', 'outdated');
  deps.report({ code: 'preferences-saved', sections: saved.sections.length, edition: saved.edition });
  return { kind: 'saved', reader: { ...reader, ...saved } };
}

function faultOf(deps: ManageDeps, choices: Choices): 'no-section' | 'unknown-value' | undefined {
  const { sections, editions } = deps.newsletter;
  if (choices.sections.length === 0) return 'no-section';
  const known =
    choices.sections.every((chosen) => sections.some(({ id }) => id === chosen)) &&
    editions.some(({ id }) => id === choices.edition) &&
    deps.languages.includes(choices.language);
  return known ? undefined : 'unknown-value';
}
