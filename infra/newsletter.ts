import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, type Newsletter, parseNewsletter } from '../lambdas/core/config.ts';

/**
 * The publisher's validated config: newsletter.config.ts, or the file that the environment's BRIEFWIRE_CONFIG names
 * (several newsletters are several configs with stack prefixes of their own). A wrong one is the publisher's to mend, so
 * it ends the process with status 1 and its faults on stderr, without a stack trace that would point into our code.
 */
export async function loadNewsletter(
  file = process.env['BRIEFWIRE_CONFIG'] ?? 'newsletter.config.ts',
): Promise<Newsletter> {
  try {
    return parseNewsletter((await import(pathToFileURL(resolve(file)).href)).default);
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else
      process.stderr.write(
        `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    process.exit(1);
  }
}
