import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pollOnSchedule } from '../../cli/local/poll-on-schedule.ts';
import type { Polled } from '../../lambdas/core/poll-sources.ts';
import sample from '../../newsletter.config.ts';
import { answering, type PageServer, pageServer } from '../adapters/page-server.ts';
import { aStateDirectory, briefwireHere } from '../support/command.ts';
import { aNewsletter } from '../support/issue-builders.ts';
import { feedFile } from '../support/polling.ts';
import { memoryStores, testClock } from '../support/stores.ts';

const XML = { 'content-type': 'text/xml', etag: '"1"' };

describe('briefwire collect', () => {
  let state: Awaited<ReturnType<typeof aStateDirectory>>;
  let server: PageServer;

  beforeEach(async () => {
    state = await aStateDirectory();
    server = await pageServer((request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else if (request.url === '/down') response.writeHead(503).end();
      else answering(XML, feedFile('sick/duplicate-guids.xml'))(request, response);
    });
  });
  afterEach(async () => {
    server.stop();
    await state.remove();
  });

  async function collect(sources: readonly { id: string; path: string }[], ...words: string[]) {
    const config = join(state.path, 'newsletter.config.mjs');
    const urls = sources.map(({ id, path }) => ({ id, url: new URL(path, server.url).href }));
    await writeFile(config, `export default ${JSON.stringify({ ...sample, sources: urls })};`);
    return briefwireHere(['collect', '--state', join(state.path, 's'), '--config', config, ...words]);
  }

  it('says what is new, and at the second time that nothing changed', async () => {
    const first = await collect([{ id: 'pier', path: '/feed' }], '--allow-private');
    expect(first.stdout).toBe(
      'pier  2 new topics\n  + Fog closes the western lane\n  + Seals return to the breakwater\n',
    );
    expect(first.code).toBe(0);
    const second = await collect([{ id: 'pier', path: '/feed' }], '--allow-private');
    expect([second.code, second.stdout]).toEqual([0, 'pier  unchanged\n']);
  });

  it('says which source is sick and why, and ends with 1', async () => {
    const sources = [
      { id: 'pier', path: '/feed' },
      { id: 'harbour', path: '/down' },
    ];
    const ran = await collect(sources, '--allow-private', '--json');
    expect(ran.code).toBe(1);
    expect(ran.json<{ sources: Polled[] }>().sources).toEqual([
      expect.objectContaining({ kind: 'polled', source: 'pier' }),
      expect.objectContaining({
        kind: 'sick',
        source: 'harbour',
        reason: expect.stringContaining('status 503'),
      }),
    ]);
  });

  it('does not poll this machine unless it is told to', async () => {
    const ran = await collect([{ id: 'pier', path: '/feed' }]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(
      /^pier {2}sick since .* UTC: 127\.0\.0\.1 is not an address of the public internet/,
    );
    expect(server.requests).toEqual([]);
  });

  it('says how to write a source where there is none', async () => {
    const ran = await collect([]);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('There are no sources: write some')]);
  });
});

describe('the running system', () => {
  it('polls at once and then as often as the config says, until it is stopped', async () => {
    const stores = memoryStores(testClock());
    const abort = new AbortController();
    const polls: string[] = [];
    await pollOnSchedule(
      {
        stores: {
          ...stores,
          clock: {
            ...stores.clock,
            sleep: async (ms) => {
              stores.clock.forward(ms);
              if (polls.length === 3) abort.abort();
            },
          },
        },
        newsletter: aNewsletter({
          sources: [{ id: 'pier', url: 'http://127.0.0.1:9/feed' }],
          collect: { every: '20m' },
        }),
        report: ({ code }) => void polls.push(`${stores.clock.iso().slice(11, 16)} ${code}`),
      },
      abort.signal,
    );
    expect(polls).toEqual(['06:00 source-sick', '06:20 source-sick', '06:40 source-sick']);
  });
});
