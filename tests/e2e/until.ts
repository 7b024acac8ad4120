import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two looks. */
const EVERY_MS = 300;

/**
 * Looks again and again until `look` finds something, and returns that. What another process does by itself is waited for
 * in no other way here. Throws when the time is up, and says what it waited for and what the last look failed on.
 */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined | false>,
  withinMs = 120_000,
): Promise<Found> {
  const deadline = Date.now() + withinMs;
  let fault: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      fault = undefined;
    } catch (error) {
      fault = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${withinMs / 1000} s in vain: ${what}`, { cause: fault });
    }
    await pause(EVERY_MS);
  }
}
