import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../lambdas/core/subscribers/address.ts';

const SHAPE = 'is not an e-mail address: expected name@domain';
const CHARACTER = 'has a space, comma, quote, bracket or control character before the @';
const TWO = 'has more than one @';
const DOTS = 'has a dot at the beginning, at the end or beside another dot before the @';
const ASCII =
  'has letters outside ASCII before the @, which Amazon SES cannot send to (no SMTPUTF8, RFC 6531)';
const DOMAIN = 'has a domain that is not a valid host name';
const times = (text: string, count: number) => text.repeat(count);
/** A domain of exactly that many characters. */
const domainOf = (length: number) => `${times(`${times('a', 49)}.`, 4)}${times('b', length - 204)}.org`;

const TAKEN: readonly (readonly [string, string, string])[] = [
  ['a plain address', 'anna@example.com', 'anna@example.com'],
  ['spaces around it', '  anna@example.com \n', 'anna@example.com'],
  ['a byte-order mark before it', '\uFEFFanna@example.com', 'anna@example.com'],
  ['capitals in the domain', 'anna@EXAMPLE.Com', 'anna@example.com'],
  ['capitals before the @, which stay', 'Anna.B@example.com', 'Anna.B@example.com'],
  ['a +tag, which stays', 'anna+news@example.com', 'anna+news@example.com'],
  ['two tags', 'anna+a+b@example.com', 'anna+a+b@example.com'],
  ['a plus at the beginning', '+anna@example.com', '+anna@example.com'],
  ['one letter', 'a@example.com', 'a@example.com'],
  ['digits', '12345@example.com', '12345@example.com'],
  ['dots, hyphens, underscores', 'a.b-c_d@example.com', 'a.b-c_d@example.com'],
  ['an apostrophe, as in O’Brien', "o'brien@example.com", "o'brien@example.com"],
  ['the other letters of RFC 5322', "!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
  ['a hyphen at the end', 'anna-@example.com', 'anna-@example.com'],
  ['64 characters before the @', `${times('a', 64)}@example.com`, `${times('a', 64)}@example.com`],
  ['254 characters in all', `${times('a', 4)}@${domainOf(249)}`, `${times('a', 4)}@${domainOf(249)}`],
  ['many subdomains', 'a@mail.eu.example.co.uk', 'a@mail.eu.example.co.uk'],
  ['a long top-level domain', 'a@example.photography', 'a@example.photography'],
  ['a domain of digits', 'a@163.com', 'a@163.com'],
  ['a hyphen in the domain', 'a@my-site.example', 'a@my-site.example'],
  ['a German domain', 'a@münchen.de', 'a@xn--mnchen-3ya.de'],
  ['a German domain in capitals', 'a@MÜNCHEN.de', 'a@xn--mnchen-3ya.de'],
  ['the same letters, decomposed', 'a@mu\u0308nchen.de', 'a@xn--mnchen-3ya.de'],
  ['a Japanese domain', 'a@例え.jp', 'a@xn--r8jz45g.jp'],
  ['an Arabic top-level domain', 'a@مثال.إختبار', 'a@xn--mgbh0fb.xn--kgbechtv'],
  ['a domain that is ASCII already', 'a@xn--mnchen-3ya.de', 'a@xn--mnchen-3ya.de'],
  ['full-width letters in the domain', 'a@ｅｘａｍｐｌｅ.com', 'a@example.com'],
  ['an ideographic full stop', 'a@example。com', 'a@example.com'],
  ['a Cyrillic look-alike, shown for what it is', 'a@p\u0430ypal.com', 'a@xn--pypal-4ve.com'],
];

const REFUSED: readonly (readonly [string, string, string, string])[] = [
  ['nothing', '', 'shape', SHAPE],
  ['spaces alone', '   ', 'shape', SHAPE],
  ['no @', 'anna.example.com', 'shape', SHAPE],
  ['the @ alone', '@', 'shape', SHAPE],
  ['nothing before the @', '@example.com', 'shape', SHAPE],
  ['nothing after the @', 'anna@', 'shape', SHAPE],
  ['a full-width @', 'anna＠example.com', 'shape', SHAPE],
  ['two @', 'anna@@example.com', 'character', TWO],
  ['an @ too many', 'anna@home@example.com', 'character', TWO],
  ['a quoted name', '"anna b"@example.com', 'character', CHARACTER],
  ['a quoted @', '"a@b"@example.com', 'character', CHARACTER],
  ['a name before it', 'Anna <anna@example.com>', 'character', CHARACTER],
  ['angle brackets', '<anna@example.com>', 'character', CHARACTER],
  ['a comment', 'anna(home)@example.com', 'character', CHARACTER],
  ['a space inside', 'an na@example.com', 'character', CHARACTER],
  ['two addresses', 'a@example.com,b@example.com', 'character', CHARACTER],
  ['two addresses with a semicolon', 'a@example.com; b@example.com', 'character', CHARACTER],
  ['a link', 'mailto:anna@example.com', 'character', CHARACTER],
  ['a backslash', 'an\\na@example.com', 'character', CHARACTER],
  ['a NUL', 'anna\u0000@example.com', 'character', CHARACTER],
  ['a DEL', 'anna\u007f@example.com', 'character', CHARACTER],
  ['a header hidden behind a line break', 'a@x.com\r\nBcc: b@example.com', 'character', CHARACTER],
  ['a tab', 'an\tna@example.com', 'character', CHARACTER],
  ['a dot at the beginning', '.anna@example.com', 'character', DOTS],
  ['a dot at the end of the name', 'anna.@example.com', 'character', DOTS],
  ['two dots in a row', 'an..na@example.com', 'character', DOTS],
  ['an umlaut in the name', 'jörg@example.com', 'not-ascii', ASCII],
  ['a Chinese name', '用户@example.com', 'not-ascii', ASCII],
  ['a Cyrillic look-alike in the name', '\u0430nna@example.com', 'not-ascii', ASCII],
  ['a space of no width in the name', 'an\u200bna@example.com', 'not-ascii', ASCII],
  ['a turn of direction in the name', 'an\u202ena@example.com', 'not-ascii', ASCII],
  [
    '65 characters before the @',
    `${times('a', 65)}@example.com`,
    'too-long',
    'has 65 characters before the @; at most 64',
  ],
  [
    '255 characters in all',
    `${times('a', 5)}@${domainOf(249)}`,
    'too-long',
    'has 255 characters; at most 254',
  ],
  ['a novel', `${times('a', 100_000)}@example.com`, 'too-long', 'has more than 254 characters'],
  ['a domain without a dot', 'a@b', 'domain', DOMAIN],
  ['localhost', 'a@localhost', 'domain', DOMAIN],
  ['a dot at the end', 'a@example.com.', 'domain', DOMAIN],
  ['a dot at the beginning of the domain', 'a@.example.com', 'domain', DOMAIN],
  ['two dots in the domain', 'a@example..com', 'domain', DOMAIN],
  ['a hyphen at the beginning of a label', 'a@-example.com', 'domain', DOMAIN],
  ['a hyphen at the end of a label', 'a@example-.com', 'domain', DOMAIN],
  ['an underscore in the domain', 'a@my_site.com', 'domain', DOMAIN],
  ['a label of 64 characters', `a@${times('a', 64)}.com`, 'domain', DOMAIN],
  ['a top-level domain of one letter', 'a@example.c', 'domain', DOMAIN],
  ['a top-level domain of digits', 'a@example.123', 'domain', DOMAIN],
  ['an IPv4 address', 'a@192.0.2.1', 'domain', DOMAIN],
  ['an IPv4 address in brackets', 'a@[192.0.2.1]', 'domain', DOMAIN],
  ['an IPv4 address in hexadecimal', 'a@0x7f.1', 'domain', DOMAIN],
  ['an IPv6 address', 'a@[IPv6:2001:db8::1]', 'domain', DOMAIN],
  ['a path', 'a@example.com/path', 'domain', DOMAIN],
  ['a query', 'a@example.com?subject=x', 'domain', DOMAIN],
  ['a fragment', 'a@example.com#x', 'domain', DOMAIN],
  ['a port', 'a@example.com:25', 'domain', DOMAIN],
  ['a percent-encoded letter', 'a@ex%61mple.com', 'domain', DOMAIN],
  ['a backslash in the domain', 'a@example\\.com', 'domain', DOMAIN],
  ['a space in the domain', 'a@exam ple.com', 'domain', DOMAIN],
  ['a line break in the domain', 'a@exam\nple.com', 'domain', DOMAIN],
  ['a tab in the domain', 'a@exam\tple.com', 'domain', DOMAIN],
];

describe('an address', () => {
  it.each(TAKEN)('with %s is taken: %j', (_, typed, email) => {
    expect(parseAddress(typed)).toEqual({ ok: true, email });
  });

  it.each(REFUSED)('with %s is refused: %j', (_, typed, fault, reason) => {
    expect(parseAddress(typed)).toEqual({ ok: false, fault, reason });
  });

  it('once taken is taken again as it is, whatever was typed', () => {
    const typed = fc.oneof(
      fc.emailAddress(),
      fc.string(),
      fc.string().map((text) => `a@${text}.com`),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const parsed = parseAddress(text);
        if (!parsed.ok) return;
        expect(parseAddress(parsed.email)).toEqual(parsed);
        expect(parsed.email).toMatch(/^[\u0021-\u007e]{1,64}@[a-z0-9.-]+$/);
        expect(parsed.email.split('@')).toHaveLength(2);
      }),
    );
  });
});
