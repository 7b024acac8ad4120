import { reserveSends, slowedDown, UNUSED_LEASE } from '../../core/delivery/rate-lease.ts';
import type { RateLease } from '../../core/ports.ts';

/** A lease for the senders of one process. Each move happens within one turn of the event loop, so it is atomic. */
export function memoryRateLease(): RateLease {
  let state = UNUSED_LEASE;
  return {
    async reserve(request) {
      const reservation = reserveSends(state, request);
      if (!reservation) return undefined;
      state = reservation.state;
      return reservation.slots;
    },
    async slowDown(now) {
      state = slowedDown(state, now) ?? state;
    },
  };
}
