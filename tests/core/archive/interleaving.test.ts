import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blobArchive } from '../../../lambdas/adapters/blob-archive.ts';
import type { Blobs } from '../../../lambdas/adapters/blobs.ts';
import { memoryBlobs } from '../../../lambdas/adapters/memory/blobs.ts';
import { archivePaths } from '../../../lambdas/core/archive/archive.ts';
import { archiveIssue } from '../../../lambdas/core/archive/publish-archive.ts';
import { aNewsletter, anIssue, aTopic, projectTemplates } from '../../support/issue-builders.ts';
import { testClock } from '../../support/stores.ts';

const templates = await projectTemplates();
const newsletter = aNewsletter({ sections: [{ id: 'world', title: 'World' }] });
const issues = ['one', 'two', 'three'].map((id) => anIssue([aTopic()], { id, newsletter }));

/** Blobs whose every call takes as long as the scheduler wants: calls that do not wait for each other come in any order. */
function inAnyOrder(blobs: Blobs, scheduler: fc.Scheduler): Blobs {
  const later =
    <Args extends unknown[], Value>(call: (...args: Args) => Promise<Value>) =>
    async (...args: Args): Promise<Value> => {
      await scheduler.schedule(Promise.resolve());
      return call(...args);
    };
  return {
    get: later(blobs.get),
    put: later(blobs.put),
    list: later(blobs.list),
    remove: later(blobs.remove),
  };
}

it('ends with every issue in every list, in whatever order three publications at once are served', async () => {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const blobs = memoryBlobs(testClock());
    const archive = blobArchive(inAnyOrder(blobs, scheduler));
    const all = Promise.all(issues.map((issue) => archiveIssue({ archive, newsletter, templates }, issue)));
    await scheduler.waitFor(all);
    const plain = blobArchive(blobs);
    for (const path of [archivePaths.index, archivePaths.section('world'), archivePaths.atom]) {
      const text = (await plain.read(path)) ?? '';
      for (const { id } of issues) expect(text, path).toContain(`/archive/${id}"`);
    }
    expect(JSON.parse((await plain.read(archivePaths.order)) ?? '[]')).toHaveLength(3);
  });
  await fc.assert(property, { numRuns: 25 });
});
