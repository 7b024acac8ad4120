import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { anArchive } from './support/archives.ts';

/**
 * Publishes an archive of 50 issues and gives every page of it to the Nu HTML checker (npm `vnu-jar`, which needs Java).
 * Exit 1 with the checker's messages when one of them is not valid.
 */
const ISSUES = 50;

if (spawnSync('java', ['-version']).status !== 0) {
  console.error('The Nu HTML checker needs Java 17 or later: apt-get install default-jre-headless');
  process.exit(1);
}
const vnu = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
const folder = mkdtempSync(join(tmpdir(), 'briefwire-archive-'));
try {
  const { blobs, publishDays } = await anArchive();
  await publishDays(ISSUES);
  const pages = (await blobs.list('archive/')).map(({ key }) => key).filter((key) => key.endsWith('.html'));
  for (const key of pages) {
    const path = join(folder, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, (await blobs.get(key)) ?? '');
  }
  const files = pages.map((key) => join(folder, key));
  execFileSync('java', ['-jar', vnu, ...files], { stdio: 'inherit' });
  console.log(`${ISSUES} issues, ${pages.length} pages, all valid HTML.`);
} catch (error) {
  console.error(error instanceof Error ? error.message.split('\n')[0] : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
