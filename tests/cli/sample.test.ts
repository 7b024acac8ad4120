import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { sampleMail } from '../../docs/sample/sample-mail.ts';

const onDisk = (name: string) => readFile(new URL(`../../docs/sample/${name}`, import.meta.url), 'utf8');

it.each(['eml', 'html', 'text'] as const)(
  'the sample issue in docs is what `npm run sample` makes today: %s',
  async (part) => {
    const made = await sampleMail();
    const file = await onDisk(part === 'text' ? 'issue.txt' : `issue.${part}`);
    // A comparison of strings, for a difference of two mails would be printed line by line.
    expect(String(made[part]) === file, 'run `npm run sample`, look at the pictures and commit').toBe(true);
  },
);
