import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { permissions } from './support/permissions.ts';
import { synthesize, type Templates } from './support/synth.ts';

const golden = readFileSync(new URL('./permissions.golden.txt', import.meta.url), 'utf8');

describe('who may do what in AWS', () => {
  let stacks: Templates;
  beforeAll(() => {
    stacks = synthesize();
  });

  it('is exactly what permissions.golden.txt lists: one action more or less fails here', () => {
    expect(permissions(stacks.app).join('\n')).toBe(golden.trimEnd());
  });

  it('gives the data stack no roles at all', () => {
    expect(permissions(stacks.data)).toEqual([]);
  });

  it("lets nobody but the sender and the pages send, and only from the newsletter's address", () => {
    const sending = permissions(stacks.app).filter((line) => /ses:Send/.test(line));
    expect(sending.length).toBeGreaterThan(0);
    for (const line of sending) {
      expect(line).toMatch(
        /^(DeliverMail|ManageSubscription)Role: ses:SendRawEmail on arn:.*:(identity|configuration-set)\//,
      );
      expect(line).toMatch(/when ses:FromAddress = wire@news\.example\.org$/);
    }
  });

  it('uses a wildcard action nowhere', () => {
    expect(permissions(stacks.app).filter((line) => /: \S*\*\S* on /.test(line))).toEqual([]);
  });
});
