import type { Newsletter } from '../config.ts';
import type { Clock, Ids, Report, Subscribers } from '../ports.ts';
import { type AddressFault, parseAddress } from './address.ts';
import { type ChoiceFault, type Choices, faultOf, sectionsToStore } from './choices.ts';
import { browserHash } from './confirm.ts';
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
import type { AskedConsent, Decision, Known, Write } from './store.ts';
import type { Subscriber } from './subscriber.ts';
import type { Tokens } from './tokens.ts';

export interface SignUpDeps {
  readonly subscribers: Pick<Subscribers, 'known' | 'change' | 'count'>;
  readonly tokens: Tokens;
  readonly newsletter: Pick<Newsletter, 'sections' | 'editions' | 'language' | 'timeZone'>;
  /** Languages that mails are written in. */
  readonly languages: readonly string[];
  readonly ids: Ids;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
  /** Default: `SIGN_UP_LIMITS`. */
  readonly limits?: SignUpLimits;
}

/** What somebody sent. What they left out of the choices is the newsletter's. */
export interface SignUpRequest {
  /** As typed. */
  readonly email: string;
  readonly choices: Partial<Choices>;
  /** Version of the words beside the button: what is agreed to. */
  readonly wording: string;
  /** Where from, e.g. `page`, `form`, `api`. */
  readonly source: string;
  /** The visitor's network address; stored truncated. */
  readonly address?: string;
  /** The cookie of an earlier sign-up, if the browser sent one: it stays the same, or a double click would change it. */
  readonly browserToken?: string;
}

/** The mail that a sign-up causes. */
export type SignUpMail =
  | { readonly kind: 'none' }
  /** `to` is not a reader yet; `token` opens the page that confirms. */
  | {
      readonly kind: 'confirm';
      readonly to: Pick<Subscriber, 'id' | 'email' | 'language'>;
      readonly token: string;
    }
  | { readonly kind: 'already-subscribed'; readonly reader: Subscriber };

export type SignedUp =
  | {
      readonly kind: 'invalid';
      readonly email?: AddressFault;
      readonly choices?: ChoiceFault;
    }
  | Busy
  /** What the visitor is told is the same whatever the mail is, so that nobody learns who is on the list. */
  | {
      readonly kind: 'answered';
      readonly mail: SignUpMail;
      /** For a cookie that `confirm` takes: random, whatever the mail is. */
      readonly browserToken: string;
    };

/**
 * Signs an address up: whoever holds it gets one mail and is asked, or told, there. Costs the same reads and writes whatever
 * is known of the address. Changes nothing for readers; only `confirm` does.
 */
export async function signUp(deps: SignUpDeps, request: SignUpRequest): Promise<SignedUp> {
  const { subscribers, clock, tokens, limits = SIGN_UP_LIMITS } = deps;
  const now = clock.now();
  const address = parseAddress(request.email);
  const choices = completeChoices(deps, request.choices);
  const fault = faultOf(deps, choices, now);
  if (!address.ok || fault) {
    return {
      kind: 'invalid',
      ...(!address.ok && { email: address.fault }),
      ...(fault && { choices: fault }),
    };
  }
  const network = request.address === undefined ? undefined : networkOf(request.address);
  if (!(await countNetwork(subscribers, network, limits, now))) return refuse(deps, 'network', now);

  const { email } = address;
  const before = await subscribers.known({ email });
  const allowed = mayMail(before.address?.mails, now);
  if (!(await countMail(subscribers, allowed, limits, now))) return refuse(deps, 'mails', now);

  const { hour } = choices;
  const sent = request.browserToken ?? '';
  const browserToken = BROWSER_TOKEN.test(sent) ? sent : deps.ids.newId();
  const asked: Omit<AskedConsent, 'consentVersion'> = {
    edition: choices.edition,
    sections: sectionsToStore(deps, choices.sections),
    language: choices.language,
    timeZone: choices.timeZone,
    ...(typeof hour === 'number' && { hour }),
    at: now.toISOString(),
    wording: request.wording,
    source: request.source,
    ...(network && { network }),
    browser: browserHash(browserToken),
  };
  const newId = deps.ids.newId();
  const { mail, consentVersion } = await subscribers.change({ email }, askingFor(newId, asked, now));
  deps.report({ code: 'signed-up', mail: mail.kind });
  if (mail.kind !== 'confirm') return { kind: 'answered', mail, browserToken };
  const token = tokens.make('confirm', { id: mail.to.id, consentVersion }, now);
  return { kind: 'answered', mail: { ...mail, token }, browserToken };
}

const BROWSER_TOKEN = /^[\w-]{22}$/;

function refuse(deps: SignUpDeps, limit: string, now: Date): Busy {
  deps.report({ code: 'sign-up-limit', limit });
  return busyUntilNextHour(now);
}

function completeChoices({ newsletter }: SignUpDeps, choices: Partial<Choices>) {
  return {
    ...choices,
    sections: choices.sections ?? newsletter.sections.map(({ id }) => id),
    edition: choices.edition ?? newsletter.editions[0]?.id ?? '',
    language: choices.language ?? newsletter.language,
    timeZone: choices.timeZone ?? newsletter.timeZone,
  };
}

interface Asked {
  readonly mail: SignUpMail;
  /** The consent that is asked for; 0 where none is. */
  readonly consentVersion: number;
}

const NO_MAIL: Asked = { mail: { kind: 'none' }, consentVersion: 0 };

/** A transaction of a sign-up has this many parts, whatever it does. */
const PARTS = 5;

function askingFor(newId: string, wish: Omit<AskedConsent, 'consentVersion'>, now: Date) {
  return ({ address }: Known): Decision<Asked> => {
    const { email, holder, suppression, mails } = address ?? { email: '' };
    const known = holder?.subscriber;
    const end = (result: Asked, writes: readonly Write[] = []): Decision<Asked> => ({
      result,
      writes: [...writes, ...ballast(email, PARTS - writes.length)],
    });
    if (!mayMail(mails, now)) return end(NO_MAIL);
    const counted: Write = {
      kind: 'mails',
      email,
      after: oneMore(mails, now),
      ...(mails && { before: mails }),
    };
    if (suppression || known?.state === 'suppressed') {
      return end(NO_MAIL, [counted]);
    }
    if (known?.state === 'active') {
      return end({ ...NO_MAIL, mail: { kind: 'already-subscribed', reader: known } }, [counted]);
    }
    const left = known?.state === 'unsubscribed';
    const id = known && known.state !== 'guest' ? known.id : newId;
    const consentVersion = id === known?.id ? known.consentVersion + 1 : 1;
    const asked: AskedConsent = { ...wish, consentVersion };
    const to = { id, email: known?.email ?? email, language: wish.language };
    const result: Asked = { mail: { kind: 'confirm', to, token: '' }, consentVersion };
    const base: Write[] = [counted, { kind: 'asked', id, asked }, { kind: 'not-suppressed', email }];
    if (left) return end(result, base);
    const { wording: _wording, source: _source, network: _network, browser: _browser, at, ...choices } = wish;
    const pending: Subscriber = {
      id,
      email,
      state: 'pending',
      consentVersion,
      ...choices,
      createdAt: at,
      updatedAt: at,
    };
    const again = holder && id === known?.id;
    return end(result, [
      ...base,
      { kind: 'lock', email, subscriber: pending, ...(known && { heldBy: known.id }) },
      { kind: 'profile', after: pending, ...(again && { before: holder }) },
      ...(holder && !again ? [{ kind: 'forget-profile', before: holder } as const] : []),
    ]);
  };
}

function ballast(email: string, parts: number): Write[] {
  return Array.from({ length: Math.max(0, parts) }, (_, n) => ({ kind: 'ballast', email, n }));
}
