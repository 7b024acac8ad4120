import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReader, parseReaders } from '../../cli/reader-rows.ts';
import { parseNewsletter } from '../../lambdas/core/config.ts';
import config from '../../newsletter.config.ts';

const newsletter = parseNewsletter(config);
const read = (csv: string) => {
  const file = parseReaders(csv, newsletter);
  if (!file.ok) throw new Error(file.fault);
  return file;
};

describe('a CSV of readers', () => {
  it('takes what it knows and fills in the newsletter for the rest', () => {
    const { readers, refused } = read(
      'email,name,sections,Time Zone\nada@Example.COM,Ada,world;science,Asia/Tokyo\n',
    );
    expect(refused).toEqual([]);
    expect(readers).toEqual([
      {
        email: 'ada@example.com',
        name: 'Ada',
        edition: 'daily',
        sections: ['world', 'science'],
        language: 'en',
        timeZone: 'Asia/Tokyo',
      },
    ]);
  });

  it('names line, field and reason of every fault, and takes the other rows', () => {
    const csv = [
      'email,sections,language',
      'a@example.com,sports,en',
      'nobody,world,x y',
      'b@example.com,,',
    ].join('\n');
    const { readers, refused } = read(csv);
    expect(readers.map((each) => each.email)).toEqual(['b@example.com']);
    expect(refused.map((row) => [row.line, row.field])).toEqual([
      [2, 'sections'],
      [3, 'email'],
      [3, 'language'],
    ]);
    expect(refused[0]?.reason).toBe('"sports" is not a section; there are world, markets, science');
  });

  it('takes an address once, whatever the case of its domain', () => {
    const { readers, refused } = read('email\na@example.com\na@EXAMPLE.com\n');
    expect(readers).toHaveLength(1);
    expect(refused).toEqual([{ line: 3, field: 'email', reason: 'is the same address as line 2' }]);
  });

  it('reads a file that a spreadsheet saved: byte-order mark, CRLF, quotes, short rows', () => {
    const { readers } = read('\uFEFF"Email","Name","Sections"\r\n"a@example.com","Doe, Ann"\r\n');
    expect(readers[0]).toMatchObject({ email: 'a@example.com', name: 'Doe, Ann', sections: [] });
  });

  it('says which columns there are when none is called email', () => {
    expect(parseReaders('Mail,Name\na@example.com,A\n', newsletter)).toEqual({
      ok: false,
      fault: 'has no column "email" in its first line (it has: mail, name)',
    });
  });

  it('says so when it is no CSV at all', () => {
    const file = parseReaders('email\n"a@example.com\n', newsletter);
    expect(file).toMatchObject({ ok: false, fault: expect.stringMatching(/^is not a CSV file/) });
  });

  it('never throws, and every row is either taken or refused', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.emailAddress(), fc.string())), (rows) => {
        const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
        const file = parseReaders(['email,name', ...quoted].join('\n'), newsletter);
        if (!file.ok) return false;
        const lines = new Set(file.refused.map((row) => row.line));
        return file.readers.length + lines.size === rows.length;
      }),
    );
  });
});

describe('one reader by hand', () => {
  it('gets every fault at once', () => {
    const checked = checkReader({ email: 'x', edition: 'hourly', time_zone: 'Mars/Olympus' }, newsletter);
    expect(checked).toMatchObject({ ok: false });
    expect(!checked.ok && checked.faults.map((fault) => fault.field)).toEqual([
      'email',
      'edition',
      'time_zone',
    ]);
  });
});
