import { rm } from 'node:fs/promises';
import { buildLambda, DIST } from './bundling/build-lambda.ts';
import { FUNCTIONS } from './functions.ts';
import { loadNewsletter } from './newsletter.ts';

/** `npm run build`, and the first step of every cdk command: one bundle per Lambda in dist/. Speaks on stderr only. */
const started = performance.now();
const newsletter = await loadNewsletter();
await rm(DIST, { recursive: true, force: true });
const bundles = await Promise.all(FUNCTIONS.map((name) => buildLambda(name, { newsletter })));
const sizes = bundles.map(({ name, bytes }) => `${name} ${Math.ceil(bytes / 1024)} KB`).join(', ');
process.stderr.write(`Bundled ${sizes} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
