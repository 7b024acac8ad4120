import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueOfTag, issueTag } from '../../../lambdas/core/delivery/message-tags.ts';
import {
  chunkMessages,
  parseDeliveryMessage,
  parsePlanMessage,
  planMessages,
} from '../../../lambdas/core/delivery/messages.ts';

const entry = (id: number) => ({ subscriberId: `r${id}`, language: 'en', sections: [] });
const plannedAt = '2026-11-24T07:00:00.000Z';

describe('the messages of a queue', () => {
  it('hold every recipient once, in chunks of 50', () => {
    const recipients = Array.from({ length: 120 }, (_, index) => entry(index));
    const messages = chunkMessages({ issueId: 'i', shard: 2 }, recipients, plannedAt);
    const sizes = messages.map((each) => (each.kind === 'chunk' ? each.recipients.length : 0));
    expect(sizes).toEqual([50, 50, 20]);
    expect(messages.flatMap((each) => (each.kind === 'chunk' ? each.recipients : []))).toEqual(recipients);
  });

  it('survive their way through a queue', () => {
    for (const message of planMessages('i', { again: true })) {
      expect(parsePlanMessage(JSON.stringify(message))).toEqual(message);
    }
    const [chunk] = chunkMessages({ issueId: 'i', shard: 2 }, [entry(1)], plannedAt);
    const notice = { kind: 'notice', id: 'n', subject: 's', lines: ['l'] };
    for (const message of [chunk, notice]) {
      expect(parseDeliveryMessage(JSON.stringify(message))).toEqual(message);
    }
  });

  it.each([
    '',
    'no json',
    'null',
    '"text"',
    '[]',
    '{}',
    '{"issueId":"i","shard":16}',
    '{"issueId":"i","shard":1.5}',
  ])('are refused when they are none of ours: %s', (body) => {
    expect(() => parsePlanMessage(body)).toThrow(/^not a (plan )?message/);
    expect(() => parseDeliveryMessage(body)).toThrow(/^not a (delivery )?message/);
  });
});

describe('the tag of an issue', () => {
  it('is what SES takes, and can be read back', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/);
    fc.assert(
      fc.property(name, (id) => {
        expect(issueTag(id)).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
        expect(issueOfTag(issueTag(id))).toBe(id);
      }),
    );
  });

  it('of a slot is easy to recognise', () => {
    expect(issueTag('daily.2026-11-24T0700')).toBe('daily_d2026-11-24T0700');
  });
});
