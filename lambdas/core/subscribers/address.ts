import { z } from 'zod';

/** RFC 5321 section 4.5.3.1: octets of the local part; of the whole path without its angle brackets. */
const MAX_LOCAL = 64;
const MAX_TOTAL = 254;

/** What is wrong with an address; a page has a phrase for each. */
export type AddressFault =
  /** Not `name@domain`. */
  | 'shape'
  /** A space, quote or control character before the @. */
  | 'character'
  /** Letters outside ASCII before the @. */
  | 'not-ascii'
  | 'too-long'
  | 'domain';

export type ParsedAddress =
  | { readonly ok: true; readonly email: string }
  /** `reason` says it in words that can stand after the address. */
  | { readonly ok: false; readonly fault: AddressFault; readonly reason: string };

const shape = z.email();

/** The URL parser applies IDNA (UTS 46) to a host name, the same mapping that mail systems use for the domain. */
function asciiDomain(domain: string): string | undefined {
  try {
    const host = new URL(`http://${domain}`).hostname;
    return /^[a-z0-9.-]+$/.test(host) && !/^[\d.]+$/.test(host) ? host : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Normalises what a person typed: trims, keeps the local part (and its `+tag`) as typed, puts the domain into
 * lower-case ASCII. A refusal says why in words that can stand beside the field.
 */
export function parseAddress(typed: string): ParsedAddress {
  const text = typed.trim();
  const at = text.lastIndexOf('@');
  if (at < 1 || at === text.length - 1) {
    return { ok: false, fault: 'shape', reason: 'is not an e-mail address: expected name@domain' };
  }
  const local = text.slice(0, at);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  if (/[\s\u0000-\u001f\u007f<>()"',;:\\]/.test(local)) {
    return {
      ok: false,
      fault: 'character',
      reason: 'has a space, quote or control character before the @',
    };
  }
  if (/[^\u0021-\u007e]/.test(local)) {
    return {
      ok: false,
      fault: 'not-ascii',
      reason:
        'has letters outside ASCII before the @, which Amazon SES cannot send to (no SMTPUTF8, RFC 6531)',
    };
  }
  if (local.length > MAX_LOCAL) {
    return {
      ok: false,
      fault: 'too-long',
      reason: `has ${local.length} characters before the @; at most ${MAX_LOCAL}`,
    };
  }
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === undefined)
    return { ok: false, fault: 'domain', reason: 'has a domain that is not a valid host name' };
  const email = `${local}@${domain}`;
  if (email.length > MAX_TOTAL) {
    return { ok: false, fault: 'too-long', reason: `has ${email.length} characters; at most ${MAX_TOTAL}` };
  }
  if (!shape.safeParse(email).success)
    return { ok: false, fault: 'shape', reason: 'is not a deliverable e-mail address' };
  return { ok: true, email };
}
