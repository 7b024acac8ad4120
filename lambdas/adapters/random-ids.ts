import { randomBytes } from 'node:crypto';
import type { Ids } from '../core/ports.ts';

/** 16 bytes of the system's random source as base64url (RFC 4648 section 5): 22 characters, no padding. */
export const randomIds: Ids = { newId: () => randomBytes(16).toString('base64url') };
