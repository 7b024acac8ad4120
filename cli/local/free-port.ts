import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that Linux, macOS and Windows give to outgoing connections (32768 on Linux, 49152 elsewhere). */
const FROM = 20_000;
const TO = 32_000;
const TRIES = 50;

/**
 * A port on loopback that was free a moment ago, for a program that cannot be told to take any. No outgoing connection
 * takes it in the meantime, as it could one that `listen(0)` found. Throws when there is none.
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(FROM, TO);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${TRIES} ports between ${FROM} and ${TO} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
