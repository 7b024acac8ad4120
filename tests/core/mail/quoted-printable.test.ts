import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeQuotedPrintable, encodeQuotedPrintable } from '../../../lambdas/core/mail/quoted-printable.ts';

/** Text with what makes trouble in mail: every line break, lone dots, `From `, blanks at ends, emoji, bidi, `=`. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '\n',
        '\r\n',
        '\r',
        '.',
        '\n.\n',
        '\nFrom me',
        ' \n',
        '\t',
        '=',
        '=3D',
        '🗞️',
        'مرحبا',
        'x'.repeat(90),
      ),
    ),
  )
  .map((parts) => parts.join(''));

const withLf = (text: string) => text.replace(/\r\n|\r/g, '\n');

describe('quoted-printable', () => {
  test('any text comes back, with LF for its line breaks', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(decodeQuotedPrintable(encodeQuotedPrintable(text))).toBe(withLf(text));
      }),
    );
  });

  test('encoded texts can be put one after another', () => {
    fc.assert(
      fc.property(nasty, nasty, (one, other) => {
        fc.pre(!one.endsWith('\r') || !other.startsWith('\n'));
        const joined = encodeQuotedPrintable(one) + encodeQuotedPrintable(other);
        expect(decodeQuotedPrintable(joined)).toBe(withLf(one) + withLf(other));
      }),
    );
  });

  test('lines have at most 76 characters of ASCII, end with CRLF, and none is a lone dot or begins a message', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const encoded = encodeQuotedPrintable(text);
        expect(encoded.replaceAll('\r\n', '')).toMatch(/^[\t\x20-\x7e]*$/);
        for (const line of encoded.split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76);
          expect(line).not.toMatch(/^\.|^From |[ \t]$/);
        }
        expect(encoded === '' || encoded.endsWith('\r\n')).toBe(true);
      }),
    );
  });

  test('a line of exactly 76 characters needs no soft break', () => {
    const line = 'a'.repeat(76);
    expect(encodeQuotedPrintable(`${line}\n`)).toBe(`${line}\r\n`);
  });
});
