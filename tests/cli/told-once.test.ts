import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aStateDirectory, briefwireHere } from '../support/command.ts';
import { labelledStories } from '../support/labelled-stories.ts';

describe('a story that two briefings tell', () => {
  let state: Awaited<ReturnType<typeof aStateDirectory>>;
  beforeEach(async () => {
    state = await aStateDirectory();
  });
  afterEach(() => state.remove());

  it('is sent once, and `issues show` says which was left out and why', async () => {
    const texts = labelledStories('tuning').find(({ name }) => name === 'chip-plant')?.texts ?? [];
    const files = await Promise.all(
      ['agency.json', 'paper.json'].map(async (name, at) => {
        const [headline, body] = texts[at]?.text.split('\n') ?? [];
        const file = join(state.path, name);
        await writeFile(file, JSON.stringify({ topics: [{ headline, body }] }));
        return file;
      }),
    );
    const here = (...words: string[]) => briefwireHere([...words, '--state', join(state.path, 's')]);
    const sent = await here('send', ...files, '--issue', 'chips', '--to', 'you@example.com');
    expect(sent.code).toBe(0);
    const shown = await here('issues', 'show', 'chips');
    expect(shown.stdout).toContain(
      'Left out:\n  1,800 jobs: Velix picks Marrow for its new chip factory: the same story is in this issue already: “Velix to build chip plant for 4.2 billion euros in Marrow”\n',
    );
    const { leftOut } = (await here('issues', 'show', 'chips', '--json')).json<{ leftOut: unknown[] }>();
    expect(leftOut).toHaveLength(1);
  });
});
