import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { WorkFailed } from '../output.ts';

/** Requests under way get this long to end before their connections are cut. */
const GRACE_MS = 5_000;

export interface Serving {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Takes no new requests, waits up to 5 s for those under way, then cuts them. May be called twice. */
  stop(): Promise<void>;
}

/** A Hono app, whatever its variables. */
type FetchApp = Pick<Parameters<typeof createAdaptorServer>[0], 'fetch'>;

/**
 * Serves an app on 127.0.0.1 only. Port 0 takes any free one. Throws `WorkFailed` when the port is taken or not allowed.
 */
export async function serve(app: FetchApp, port: number): Promise<Serving> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((done, failed) => {
    server.once('error', (error) => failed(explain(error, port)));
    server.listen(port, '127.0.0.1', () => done());
  });
  const { port: bound } = server.address() as AddressInfo;
  let stopped: Promise<void> | undefined;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    stop: () => {
      stopped ??= new Promise((done) => {
        const cut = setTimeout(
          () => 'closeAllConnections' in server && server.closeAllConnections(),
          GRACE_MS,
        );
        server.close(() => {
          clearTimeout(cut);
          done();
        });
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      });
      return stopped;
    },
  };
}

function explain(error: Error, port: number): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new WorkFailed(
      `Port ${port} is taken by another program. Choose another with --port, e.g. --port ${port < 65_535 ? port + 1 : 8080}, or --port 0 for any free one.`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new WorkFailed(`This user may not open port ${port}. Choose one above 1023 with --port.`, {
      cause: error,
    });
  }
  return new WorkFailed(`Cannot listen on port ${port}: ${error.message}`, { cause: error });
}
