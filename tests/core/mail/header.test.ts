import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { addressHeader, listIdHeader, textHeader } from '../../../lambdas/core/mail/header.ts';

const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom(
        '\r\nBcc: x@example.org',
        '=?utf-8?q?no?=',
        '"',
        '\\',
        '🗞️',
        'مرحبا ',
        'ü',
        ' ',
        'w'.repeat(120),
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const shown = (text: string) =>
  text
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .toWellFormed();

const parse = (header: string) => PostalMime.parse(`${header}\r\nbody`);

describe('textHeader', () => {
  test('any text is read back by a parser and adds no header', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        const mail = await parse(textHeader('Subject', text));
        expect(mail.headers.map((header) => header.key)).toEqual(['subject']);
        expect(mail.subject ?? '').toBe(shown(text));
      }),
    );
  });

  test('lines have at most 76 ASCII characters, and an encoded word at most 75', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const lines = textHeader('Subject', text).split('\r\n');
        expect(lines.pop()).toBe('');
        for (const line of lines) {
          expect(line).toMatch(/^[\x20-\x7e]{0,76}$/);
          for (const word of line.match(/=\?utf-8\S+/g) ?? []) expect(word.length).toBeLessThanOrEqual(75);
        }
        expect(lines.slice(1).every((line) => /^ \S/.test(line))).toBe(true);
      }),
    );
  });

  test('plain English stays readable and is folded at spaces', () => {
    const text = 'The harbour opens again on Monday and ferries run twice a day until the month ends';
    expect(textHeader('Subject', text)).toBe(
      'Subject: The harbour opens again on Monday and ferries run twice a day until\r\n the month ends\r\n',
    );
  });

  test('German stays nearly readable, Arabic is base64', () => {
    expect(textHeader('Subject', 'Märkte öffnen')).toBe('Subject: =?utf-8?Q?M=C3=A4rkte_=C3=B6ffnen?=\r\n');
    expect(textHeader('Subject', 'الأسواق')).toMatch(/^Subject: =\?utf-8\?B\?[A-Za-z0-9+/=]+\?=\r\n$/);
  });

  test('a code point is never split between two encoded words', () => {
    const words = textHeader('Subject', '🗞️'.repeat(40)).match(/\?B\?([^?]*)\?=/g) ?? [];
    expect(words.length).toBeGreaterThan(1);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const texts = words.map((word) => decoder.decode(Buffer.from(word.slice(3, -2), 'base64')));
    expect(texts.join('')).toBe('🗞️'.repeat(40));
  });
});

describe('addressHeader', () => {
  test('any name is read back with the address and adds no header', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, async (name) => {
        const mail = await parse(addressHeader('To', 'ada@example.org', name));
        expect(mail.headers.map((header) => header.key)).toEqual(['to']);
        expect(mail.to).toEqual([{ name: shown(name), address: 'ada@example.org' }]);
      }),
    );
  });

  test('a name with punctuation is quoted, one with other letters is encoded', () => {
    expect(addressHeader('To', 'a@b.example', 'Lovelace, Ada')).toBe('To: "Lovelace, Ada" <a@b.example>\r\n');
    expect(addressHeader('To', 'a@b.example', 'Ada Lövelace')).toBe(
      'To: =?utf-8?Q?Ada_L=C3=B6velace?= <a@b.example>\r\n',
    );
    expect(addressHeader('To', 'a@b.example')).toBe('To: a@b.example\r\n');
  });
});

describe('listIdHeader', () => {
  test("the list's name stands before its id", () => {
    expect(listIdHeader('The Morning Wire', 'wire.example.com')).toBe(
      'List-Id: The Morning Wire <wire.example.com>\r\n',
    );
  });
});
