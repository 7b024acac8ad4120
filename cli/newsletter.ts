import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Newsletter, parseNewsletter } from '../lambdas/core/config.ts';
import { UsageError, WorkFailed } from './output.ts';

/**
 * Loads and validates a publisher's config; `file` is relative to the working directory. Throws UsageError when it is
 * not there, WorkFailed when it cannot be read as TypeScript, ConfigError with every fault when its content is wrong.
 * Another `version` reads the file anew; without one a process reads it once.
 */
export async function loadNewsletter(file: string, version = ''): Promise<Newsletter> {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new UsageError(
      `There is no ${file} here. Run the command in the project, or name the file with --config.`,
    );
  }
  let loaded: { default?: unknown };
  try {
    loaded = await import(pathToFileURL(path).href + (version && `?version=${version}`));
  } catch (error) {
    throw new WorkFailed(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
  if (loaded.default === undefined) {
    throw new WorkFailed(
      `${file} has no default export: write \`export default defineNewsletter({ ... })\`.`,
    );
  }
  return parseNewsletter(loaded.default);
}
