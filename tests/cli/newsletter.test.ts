import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadNewsletter } from '../../cli/newsletter.ts';
import { UsageError, WorkFailed } from '../../cli/output.ts';
import { ConfigError } from '../../lambdas/core/config.ts';

describe('the config file of a command', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'briefwire-config-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  const written = async (name: string, content: string) => {
    const file = join(directory, name);
    await writeFile(file, content);
    return loadNewsletter(file);
  };

  it('is the one of the project unless another is named', async () => {
    expect((await loadNewsletter('newsletter.config.ts')).name).toBe('The Morning Wire');
  });

  it('that is not there is wrong usage, and the way out is named', async () => {
    const loading = loadNewsletter('nowhere.config.ts');
    await expect(loading).rejects.toThrow(UsageError);
    await expect(loading).rejects.toThrow(/--config/);
  });

  it('that is no TypeScript is said to be unreadable', async () => {
    const loading = written('broken.config.ts', 'export default {');
    await expect(loading).rejects.toThrow(WorkFailed);
    await expect(loading).rejects.toThrow(/broken\.config\.ts cannot be read/);
  });

  it('without a default export is told to have one', async () => {
    await expect(written('named.config.ts', 'export const a = 1;')).rejects.toThrow(/export default/);
  });

  it('with faults names them', async () => {
    await expect(written('faulty.config.ts', 'export default { name: "" };')).rejects.toThrow(ConfigError);
  });
});
