import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts a file of this folder as a process of its own and waits for its first line, which is JSON. */
export async function startChild<Said>(
  file: string,
  ...words: string[]
): Promise<{ said: Said; process: ChildProcess }> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${file} ended with ${code} before it said anything`);
    }),
  ]);
  return { said: JSON.parse(String(line)) as Said, process: child };
}
