import { z } from 'zod';

/** RFC 5321 section 4.5.3.1: octets of the local part; of the whole path without its angle brackets. */
const MAX_LOCAL = 64;
const MAX_TOTAL = 254;
/** RFC 1035 section 2.3.4: octets of one label of a domain. */
const MAX_LABEL = 63;
/** Longer input is not even looked at; a domain in its own letters is shorter than what it becomes. */
const MAX_TYPED = 1_000;

/** What is wrong with an address; a page has a phrase for each. */
export type AddressFault =
  /** Not `name@domain`. */
  | 'shape'
  /** A space, quote, bracket or control character before the @, another @, or dots where none may be. */
  | 'character'
  /** Letters outside ASCII before the @. */
  | 'not-ascii'
  | 'too-long'
  | 'domain';

export type ParsedAddress =
  | { readonly ok: true; readonly email: string }
  /** `reason` says it in words that can stand after the address. */
  | { readonly ok: false; readonly fault: AddressFault; readonly reason: string };

/** The letters of the HTML standard's `input type=email`, which are those of RFC 5322 section 3.2.3. */
const shape = z.email({ pattern: z.regexes.html5Email });

/** ASCII that no host name has; the URL parser would end the host there, decode it, or leave it out in silence. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const NO_HOST = /[\u0000-\u002c/\u003a-\u0040\u005b-\u0060\u007b-\u009f\s]/;

/** The URL parser applies IDNA (UTS 46) to a host name, the same mapping that mail systems use for the domain. */
function asciiDomain(domain: string): string | undefined {
  if (NO_HOST.test(domain)) return undefined;
  try {
    const host = new URL(`http://${domain}`).hostname;
    const labels = host.split('.');
    const fits = labels.every(
      (label) => label.length <= MAX_LABEL && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label),
    );
    // RFC 3696 section 2: a top-level domain is letters, or what an international one becomes.
    const ends = /^([a-z]{2,}|xn--[a-z0-9-]+)$/.test(labels.at(-1) ?? '');
    return labels.length > 1 && fits && ends ? host : undefined;
  } catch {
    return undefined;
  }
}

const no = (fault: AddressFault, reason: string): ParsedAddress => ({ ok: false, fault, reason });

/**
 * Normalises what a person typed: trims, keeps the local part (and its `+tag`) as typed, puts the domain into
 * lower-case ASCII. A refusal says why in words that can stand beside the field.
 */
export function parseAddress(typed: string): ParsedAddress {
  if (typed.length > MAX_TYPED) return no('too-long', `has more than ${MAX_TOTAL} characters`);
  const text = typed.trim();
  const at = text.lastIndexOf('@');
  if (at < 1 || at === text.length - 1) {
    return no('shape', 'is not an e-mail address: expected name@domain');
  }
  const local = text.slice(0, at);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  if (/[\s\u0000-\u001f\u007f<>()[\]",;:\\]/.test(local)) {
    return no('character', 'has a space, comma, quote, bracket or control character before the @');
  }
  if (local.includes('@')) return no('character', 'has more than one @');
  if (/[^\u0021-\u007e]/.test(local)) {
    return no(
      'not-ascii',
      'has letters outside ASCII before the @, which Amazon SES cannot send to (no SMTPUTF8, RFC 6531)',
    );
  }
  if (/^\.|\.\.|\.$/.test(local)) {
    return no('character', 'has a dot at the beginning, at the end or beside another dot before the @');
  }
  if (local.length > MAX_LOCAL) {
    return no('too-long', `has ${local.length} characters before the @; at most ${MAX_LOCAL}`);
  }
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === undefined) return no('domain', 'has a domain that is not a valid host name');
  const email = `${local}@${domain}`;
  if (email.length > MAX_TOTAL) {
    return no('too-long', `has ${email.length} characters; at most ${MAX_TOTAL}`);
  }
  if (!shape.safeParse(email).success) return no('shape', 'is not a deliverable e-mail address');
  return { ok: true, email };
}
