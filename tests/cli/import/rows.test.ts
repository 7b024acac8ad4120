import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReader } from '../../../cli/reader-rows.ts';
import { parseNewsletter } from '../../../lambdas/core/config.ts';
import config from '../../../newsletter.config.ts';
import { imported } from './files.ts';

const newsletter = parseNewsletter(config);

describe('a CSV of readers', () => {
  it('takes what it knows and fills in the newsletter for the rest', async () => {
    const { readers, refused } = await imported(
      'email,name,sections,Time Zone,hour\nada@Example.COM,Ada,world;science,Asia/Tokyo,7\n',
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
        hour: 7,
      },
    ]);
  });

  it('names line, field and reason of every fault, and takes the other rows', async () => {
    const { readers, refused } = await imported(
      ['email,sections,language', 'a@example.com,sports,en', 'nobody,world,x y', 'b@example.com,,'].join(
        '\n',
      ),
    );
    expect(readers.map((each) => each.email)).toEqual(['b@example.com']);
    expect(refused.map((row) => [row.line, row.field])).toEqual([
      [2, 'sections'],
      [3, 'email'],
      [3, 'language'],
    ]);
    expect(refused[0]?.reason).toBe('"sports" is not a section; there are world, markets, science');
  });

  it('reads a file that a spreadsheet saved: byte-order mark, CRLF, quotes, short rows, lines in cells', async () => {
    const { readers } = await imported(
      '\uFEFF"Email","Name","Sections"\r\n"a@example.com","Doe, Ann"\r\n"b@example.com","Two\r\nlines",world\r\n',
    );
    expect(readers).toMatchObject([
      { email: 'a@example.com', name: 'Doe, Ann', sections: [] },
      { email: 'b@example.com', name: 'Two lines', sections: ['world'] },
    ]);
  });

  it('says which columns there are when none is called email', async () => {
    await expect(imported('Post,Name\na@example.com,A\n')).rejects.toThrow(
      /has no column "email" in its first line \(it has: post, name\)\. Nothing was written/,
    );
  });

  it.each([
    ['is not a CSV at all', 'email\n"a@example.com\n', /is not a CSV file: .*quote/i],
    ['is empty', '', /is empty/],
    ['is one endless cell', `email\n"${'x'.repeat(400_000)}"\n`, /is not a CSV file/],
  ])('that %s is refused as a whole', async (_, text, message) => {
    await expect(imported(text)).rejects.toThrow(message);
  });

  it('refuses a row with more cells than titles, and one that is not UTF-8', async () => {
    const { refused, readers } = await imported(
      Buffer.concat([
        Buffer.from('email,name\na@example.com,A,B\n'),
        Buffer.from([...Buffer.from('b@example.com,M'), 0xfc, ...Buffer.from('ller\n')]),
        Buffer.from('c@example.com,C\n'),
      ]),
    );
    expect(readers.map(({ email }) => email)).toEqual(['c@example.com']);
    expect(refused).toMatchObject([
      { line: 2, reason: expect.stringContaining('a quote may be missing') },
      { line: 3, reason: expect.stringContaining('UTF-8') },
    ]);
  });

  it('takes the quote away that keeps a spreadsheet from running a cell', async () => {
    const { readers } = await imported("email,name\n'+tag@example.com,'=Ann\n");
    expect(readers).toMatchObject([{ email: '+tag@example.com', name: '=Ann' }]);
  });

  it('never fails, and every row is either taken or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.emailAddress(), fc.string())), async (rows) => {
        const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
        const file = await imported(['email,name', ...quoted].join('\n'));
        const lines = new Set(file.refused.map((row) => row.line));
        expect(file.readers.length + lines.size).toBe(rows.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('one reader by hand', () => {
  it('gets every fault at once', () => {
    const checked = checkReader(
      { email: 'x', edition: 'hourly', time_zone: 'Mars/Olympus', hour: '25', paused_until: 'soon' },
      newsletter,
    );
    expect(!checked.ok && checked.faults.map((fault) => fault.field)).toEqual([
      'email',
      'edition',
      'time_zone',
      'hour',
      'paused_until',
    ]);
  });
});
