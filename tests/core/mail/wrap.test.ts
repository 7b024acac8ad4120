import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columns, wrap } from '../../../lambdas/core/mail/wrap.ts';

describe('wrap', () => {
  test('no word is lost, and a line is too long only when it is a single word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z€]{1,30}$/), { minLength: 1 }), (words) => {
        const lines = wrap(words.join(' '), 20).split('\n');
        expect(lines.flatMap((line) => line.split(' '))).toEqual(words);
        for (const line of lines) expect(line.length <= 20 || !line.includes(' ')).toBe(true);
      }),
    );
  });

  test('a long address stands unbroken on a line of its own', () => {
    const url = `https://example.com/${'a'.repeat(100)}`;
    expect(wrap(`See ${url} for more`, 30)).toBe(`See\n${url}\nfor more`);
  });

  test('Japanese is broken between letters, counts two columns a letter, and no line begins with a full stop', () => {
    const text = '港は月曜日に再開する。フェリーは月末まで一日に二回運航する。';
    const lines = wrap(text, 21).split('\n');
    expect(lines.join('')).toBe(text);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(columns(line)).toBeLessThanOrEqual(23);
      expect(line).not.toMatch(/^[。、ー]/);
    }
  });

  test('Latin words inside Japanese stay whole', () => {
    expect(wrap('港はMonday再開', 8).split('\n')).toContain('Monday再');
  });

  test('later lines are indented', () => {
    expect(wrap('* one two three', 9, '  ')).toBe('* one two\n  three');
  });
});
