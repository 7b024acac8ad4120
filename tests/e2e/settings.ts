import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Settings } from './system.ts';

const OURS = fileURLToPath(new URL('../../newsletter.config.ts', import.meta.url));

/**
 * Writes a publisher's config: the project's own with a slot at every minute, in UTC, because the emulated Scheduler knows
 * no zones. Each name is a file of its own, since a process reads a config once. Returns its path.
 */
export async function writeConfig(directory: string, { name }: Settings): Promise<string> {
  const file = join(directory, `${name.toLowerCase().replaceAll(' ', '-')}.config.ts`);
  await writeFile(
    file,
    `import config from ${JSON.stringify(OURS)};
export default {
  ...config,
  name: ${JSON.stringify(name)},
  from: { ...config.from, name: ${JSON.stringify(name)} },
  timeZone: 'Etc/UTC',
  editions: [{ id: 'daily', title: 'Daily', cron: '* * * * *' }],
};
`,
  );
  return file;
}
