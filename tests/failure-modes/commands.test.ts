import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workOff } from '../../cli/local/consume.ts';
import { openQueue } from '../../cli/local/queue.ts';
import { openOutbox } from '../../cli/local/ses/store.ts';
import { openStateDirectory } from '../../cli/local/state.ts';
import type { DeliveryMessage } from '../../lambdas/core/delivery/delivery.ts';
import { aStateDirectory, briefwireHere } from '../support/command.ts';
import { dynamoAvailable } from '../support/dynamo.ts';
import { testClock } from '../support/stores.ts';
import { MINUTE } from '../support/system.ts';
import { anIssueFor, everybody } from './issue.ts';

const quiet = () => undefined;

describe('the owner', () => {
  let state: Awaited<ReturnType<typeof aStateDirectory>>;
  beforeEach(async () => {
    state = await aStateDirectory();
  });
  afterEach(() => state.remove());

  /** Who has a mail of an issue in the outbox of a state directory. */
  function mailed(path: string): string[] {
    const outbox = openOutbox(openStateDirectory(path).outbox);
    const { mails } = outbox.list({ issue: 'extra' });
    outbox.close();
    return mails.flatMap(({ destinations }) => destinations).sort();
  }

  it.skipIf(!dynamoAvailable)(
    '14: restores data: the copy sends nothing until it is adopted; resumed, all who are missing get the mail',
    async () => {
      const [original, copy] = [join(state.path, 'original'), join(state.path, 'copy')];
      const briefing = join(state.path, 'monday.md');
      writeFileSync(briefing, '# Ferry returns\n\nThe ferry to the north islands sails again on Monday.\n');
      const on = (path: string, ...words: string[]) => briefwireHere([...words, '--state', path]);
      for (const name of ['ada', 'ben']) {
        expect(await on(original, 'subscribers', 'add', `${name}@example.org`, '--confirmed')).toMatchObject({
          code: 0,
        });
      }
      // A table is known once it has sent.
      expect(await on(original, 'send', briefing, '--issue', 'before')).toMatchObject({ code: 0 });
      cpSync(original, copy, { recursive: true });

      const send = ['send', briefing, '--issue', 'extra'];
      expect(await on(copy, ...send)).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('briefwire adopt'),
      });
      expect(mailed(copy)).toEqual([]);
      expect(await on(copy, 'adopt')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('extra is open here'),
      });
      expect(await on(copy, 'adopt', '--yes')).toMatchObject({ code: 0 });
      expect(await on(copy, 'issues', 'resume', 'extra')).toMatchObject({ code: 0 });
      expect(await on(copy, ...send)).toMatchObject({ code: 0 });
      expect(mailed(copy)).toEqual(['ada@example.org', 'ben@example.org']);
    },
  );

  it('20: mends what a message poisons its receiver with, and brings it back by one command: nobody is lost', async () => {
    let missing = true;
    const system = await anIssueFor(20, ({ issues }) => ({
      issues: {
        ...issues,
        head: (id) => (missing ? Promise.reject(new Error('a fault of ours')) : issues.head(id)),
      },
    }));
    const clock = testClock('2026-01-01T06:00:00.000Z');
    const queue = openQueue<DeliveryMessage>(openStateDirectory(state.path).queues, 'delivery', {
      visibilitySeconds: 60,
      maxReceives: 5,
      clock,
    });
    const chunks = system.deliveryQueue.take();
    await queue.send(chunks);
    const forever = { getRemainingTimeInMillis: () => 5 * MINUTE };
    const work = () => workOff(queue, (event) => system.deliver(event, forever), { report: quiet });
    for (let crash = 0; crash < 5; crash += 1) {
      await work();
      clock.forward(MINUTE);
    }
    expect(queue.counts()).toMatchObject({ visible: 0, dead: chunks.length });
    expect(system.mailer.addresses()).toEqual([]);

    missing = false;
    const ran = await briefwireHere(['redrive', 'delivery', '--yes', '--json', '--state', state.path]);
    expect(ran.json()).toEqual({
      dead: { delivery: chunks.length },
      moved: { delivery: chunks.length },
    });
    // The command has the time of day.
    clock.forward(Date.now() - clock.now().getTime());
    await work();
    expect(system.mailer.addresses()).toEqual(everybody(20));
    expect(queue.counts()).toMatchObject({ visible: 0, dead: 0 });
    queue.close();
  });
});
