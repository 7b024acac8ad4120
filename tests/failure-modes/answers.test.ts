import { describe, expect, it } from 'vitest';
import { GRACE_MS, MINUTE } from '../support/system.ts';
import { anIssueFor, answerWith, everybody, rowKey } from './issue.ts';

const HOUR = 60 * MINUTE;
const first = 'reader-0000';
const firstAddress = `${first}@example.org`;

describe('SES', () => {
  it('1: takes a mail, and we are killed before we write it down: its event settles it, nobody gets two', async () => {
    let dies = true;
    const system = await anIssueFor(3, ({ ledger }) => ({
      ledger: {
        ...ledger,
        settle: (...args) => {
          if (!dies) return ledger.settle(...args);
          dies = false;
          return Promise.reject(new Error('killed'));
        },
      },
    }));
    await system.work();
    await system.hearFromSes();
    await system.workFor(GRACE_MS + 5 * MINUTE);
    expect(system.mailer.addresses()).toEqual(everybody(3));
    expect(await system.account('extra')).toMatchObject({ frozen: 3, accepted: 3 });
  });

  it('2: answers after the time-out: the event says so, and the mail is not sent again', async () => {
    const system = await anIssueFor(1);
    system.mailer.follow(() => 'lost');
    await system.work();
    expect(await system.account('extra')).toMatchObject({ uncertain: 1 });
    await system.hearFromSes();
    await system.workFor(2 * GRACE_MS);
    expect(system.mailer.addresses()).toEqual([firstAddress]);
    expect(await system.account('extra')).toMatchObject({ accepted: 1 });
  });

  it('3: never answers: after the grace the reader gets the mail, once', async () => {
    const system = await anIssueFor(3);
    let silent = true;
    system.mailer.follow((to) => {
      if (to !== firstAddress || !silent) return 'accept';
      silent = false;
      return 'unanswered';
    });
    await system.work();
    system.clock.forward(GRACE_MS + MINUTE);
    await system.hearFromSes();
    await system.workFor(2 * GRACE_MS);
    expect(system.mailer.addresses()).toEqual(everybody(3));
  });

  it('7: throttles: the rest of the chunk comes back, nobody is lost', async () => {
    const system = await anIssueFor(40);
    system.mailer.follow((_, before) => (before === 5 ? 'throttle' : 'accept'));
    await system.workFor(5 * MINUTE);
    expect(system.mailer.addresses()).toEqual(everybody(40));
  });

  it('8: has no quota left in mid-issue: the issue waits, and goes on when there is some', async () => {
    const system = await anIssueFor(30);
    let left = 10;
    system.mailer.follow(() => {
      left -= 1;
      return left >= 0 ? 'accept' : 'quota';
    });
    await system.work();
    expect(system.mailer.taken).toHaveLength(10);
    left = 1_000;
    for (let hour = 0; hour < 25; hour += 1) {
      system.clock.forward(HOUR);
      await system.tick();
      await system.work();
    }
    expect(system.mailer.addresses()).toEqual(everybody(30));
  });

  it('9: is a sandbox: a recipient who is not verified fails alone, and the code says why', async () => {
    const system = await anIssueFor(1);
    const message = `Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ${firstAddress}`;
    answerWith(system, { name: 'MessageRejected', message });
    await system.work();
    expect(await system.ledger.delivery(rowKey(first))).toMatchObject({
      state: 'failed',
      code: 'sandbox-recipient',
    });
  });

  it.each([
    ['10: has paused the account', 'AccountSendingPausedException', 'Email sending is disabled.'],
    ['10: denies access', 'AccessDenied', 'User is not authorized to perform ses:SendRawEmail'],
    [
      '10: knows no such sender',
      'MessageRejected',
      'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: wire@example.com',
    ],
    ['19: finds our clock wrong', 'RequestTimeTooSkewed', 'The difference is too large.'],
    ['19: finds our signature expired', 'SignatureDoesNotMatch', 'Signature expired'],
  ])('%s: the issue pauses with the reason, and nobody fails', async (_, name, message) => {
    const system = await anIssueFor(20);
    answerWith(system, { name, message });
    await system.work();
    expect(await system.issues.head('extra')).toMatchObject({
      state: 'paused',
      reason: expect.stringContaining('refuses every mail'),
    });
    expect(await system.account('extra')).toMatchObject({ failed: 0, uncertain: 0, waiting: 20 });
  });
});
