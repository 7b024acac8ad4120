import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Directories of a test file's own; `remove` belongs into `afterAll` or `afterEach`. */
export function testDirectories() {
  const made: string[] = [];
  return {
    make(): string {
      const path = mkdtempSync(join(tmpdir(), 'briefwire-test-'));
      made.push(path);
      return path;
    },
    remove(): void {
      for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
    },
  };
}
