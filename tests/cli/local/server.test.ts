import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../cli/local/server.ts';
import { WorkFailed } from '../../../cli/output.ts';

const newApp = () => new Hono<{ Bindings: HttpBindings }>().get('/', (c) => c.text('hello'));

describe('a local server', () => {
  it('answers on loopback, on the port that it says', async () => {
    const serving = await serve(newApp(), 0);
    expect(serving.url).toBe(`http://127.0.0.1:${serving.port}`);
    expect(await (await fetch(serving.url)).text()).toBe('hello');
    await serving.stop();
    await serving.stop();
    await expect(fetch(serving.url)).rejects.toThrow('fetch failed');
  });

  it('says which port is taken and how to choose another', async () => {
    const first = await serve(newApp(), 0);
    const second = serve(newApp(), first.port);
    await expect(second).rejects.toThrow(WorkFailed);
    await expect(second).rejects.toThrow(
      new RegExp(`^Port ${first.port} is taken.*--port ${first.port + 1}`),
    );
    await first.stop();
  });

  it('finishes a request under way before it stops', async () => {
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const app = newApp().get('/slow', async (c) => {
      begun.resolve();
      await finish.promise;
      return c.text('done');
    });
    const serving = await serve(app, 0);
    const answer = fetch(`${serving.url}/slow`, { headers: { connection: 'close' } });
    await begun.promise;
    const stopped = serving.stop();
    finish.resolve();
    expect(await (await answer).text()).toBe('done');
    await stopped;
  });
});
