import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';

const calls = new EventEmitter().setMaxListeners(0);

/**
 * Lets the senders of a queue wake its idle consumers of the same process, so that these may poll slowly. Consumers of
 * other processes find the message at their next poll.
 */
export function wakeUpCalls(file: string, name: string) {
  const key = `${file === ':memory:' ? file : resolve(file)}\n${name}`;
  return {
    call: (): void => void calls.emit(key),
    listen(listener: () => void): () => void {
      calls.on(key, listener);
      return () => void calls.off(key, listener);
    },
  };
}
