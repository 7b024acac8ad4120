import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from './dice.ts';
import type { Child, Processes } from './processes.ts';
import type { SesControl } from './ses-control.ts';
import { KILLS_PER_OUTAGE } from './timing.ts';
import type { WorkerOrders } from './worker.ts';

/** Keeps some workers running, and kills one of them at a moment that the dice choose, again and again. */
export function killerOf(
  processes: Processes,
  ses: SesControl,
  dice: Dice,
  {
    orders,
    workers,
    everyMs,
    killDatabase,
  }: {
    readonly orders: Omit<WorkerOrders, 'seed'>;
    readonly workers: number;
    readonly everyMs: number;
    /** Absent: it lives as long as the run. */
    readonly killDatabase?: (() => Promise<void>) | undefined;
  },
) {
  const living = new Map<number, Child<unknown>>();
  let kills = 0;
  let fellOver = 0;
  let ending = false;
  let calm = false;
  let starting = 0;

  async function startOne(): Promise<void> {
    starting += 1;
    const seed = dice.whole(0, 2 ** 31);
    try {
      const child = await processes.start('worker', 'worker.ts', JSON.stringify({ ...orders, seed }));
      living.set(child.pid, child);
      void child.ended.then((code) => {
        living.delete(child.pid);
        if (code !== -1) fellOver += 1;
        if (!ending) void startOne();
      });
    } finally {
      starting -= 1;
    }
  }

  async function killOne(): Promise<void> {
    const victims = [...living.values()];
    const victim = victims[dice.whole(0, victims.length - 1)];
    if (!victim) return;
    await ses.killing(victim.pid);
    victim.kill();
    kills += 1;
    await victim.ended;
  }

  async function killing(): Promise<void> {
    while (!calm) {
      // A worker that is still starting has nothing to lose.
      while (living.size < workers && !calm) await delay(50);
      // Between half and one and a half of the mean, so that no stage of a worker's life is spared.
      const ms = Math.round(everyMs * (0.5 + dice.next()));
      // The run may be over meanwhile; it does not wait for a kill that is not going to be.
      await delay(ms, undefined, { ref: false });
      if (calm) return;
      // All workers are at work here: one that just starts would take an outage for a wrong address.
      if (killDatabase && kills % KILLS_PER_OUTAGE === KILLS_PER_OUTAGE - 1) await killDatabase();
      await killOne();
    }
  }

  return {
    async begin(): Promise<void> {
      await Promise.all(Array.from({ length: workers }, startOne));
      void killing();
    },
    /** Nobody is killed any more. */
    calm: () => {
      calm = true;
    },
    counts: () => ({ kills, fellOver }),
    async end(): Promise<void> {
      ending = true;
      calm = true;
      while (starting > 0) await delay(50);
      const last = [...living.values()];
      for (const child of last) child.kill();
      await Promise.all(last.map(({ ended }) => ended));
    },
  };
}
