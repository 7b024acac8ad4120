import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

/** How long what a click brings about may take: a click returns when the next page begins, not when all of it is there. */
export const WITHIN = { timeout: 10_000 };

/** Expects that a page shows exactly one of these, once it is whole. */
export const shows = (locator: Locator) => expect.poll(() => locator.count(), WITHIN).toBe(1);
