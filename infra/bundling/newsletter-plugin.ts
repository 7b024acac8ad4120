import type { Plugin } from 'esbuild';
import type { Newsletter } from '../../lambdas/core/config.ts';

/**
 * Puts the validated config into a bundle as plain data, in place of the module that would read newsletter.config.ts
 * and validate it at every cold start: neither the schema's library nor the cron's is carried along.
 */
export function newsletterPlugin(newsletter: Newsletter): Plugin {
  return {
    name: 'newsletter',
    setup(build) {
      build.onLoad({ filter: /[\\/]lambdas[\\/]functions[\\/]newsletter\.ts$/ }, () => ({
        contents: `export const newsletter = ${JSON.stringify(newsletter)};`,
        loader: 'js',
      }));
    },
  };
}
