import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { DIST } from './bundling/build-lambda.ts';
import { forEachFunction } from './functions.ts';
import { loadNewsletter } from './newsletter.ts';
import { product } from './product.ts';

/** Started by the cdk command (cdk.json), which has run build.ts just before. */
const code = forEachFunction((name) => Code.fromAsset(join(DIST, name)));
product({ newsletter: await loadNewsletter(), code, stage: process.env['BRIEFWIRE_STAGE'] });
