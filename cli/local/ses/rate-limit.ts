/** A bucket that holds one second's worth of sends and fills at the account's rate. */
export interface RateLimit {
  /** Takes `count` sends out at that instant (ms since 1970), all or none. */
  take(count: number, now: number): boolean;
}

/**
 * SES limits recipients per second and allows short bursts above the rate ("Managing your Amazon SES sending limits"); how
 * long is not public, one second here. A call for more recipients than the bucket holds passes when the bucket is full.
 */
export function rateLimit(perSecond: number): RateLimit {
  const capacity = Math.max(1, perSecond);
  let tokens = capacity;
  let at = Number.NEGATIVE_INFINITY;
  return {
    take(count, now) {
      // A clock that was moved back fills nothing.
      if (now > at) tokens = Math.min(capacity, tokens + ((now - at) / 1000) * perSecond);
      at = now;
      if (tokens < Math.min(count, capacity)) return false;
      tokens -= count;
      return true;
    },
  };
}
