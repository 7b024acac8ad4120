import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { vi } from 'vitest';

export interface PageServer {
  readonly url: string;
  readonly port: number;
  /** In order of arrival. */
  readonly requests: readonly IncomingMessage[];
  stop(): void;
}

/** A web server on loopback that answers every request with `listener`. */
export async function pageServer(listener: RequestListener): Promise<PageServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/`, port, requests, stop };
}

/** Answers with these headers and this body. */
export const answering =
  (headers: Record<string, string>, body: string | Uint8Array = '', status = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

/** A chain of redirects that never ends. */
export const endless: RequestListener = (request, response) =>
  void response.writeHead(302, { location: `${request.url}again/` }).end();

/**
 * Puts every new connection through to `port` on loopback, whatever address it was for, and returns the list of those
 * addresses. It finds the address as `net.connect` does: a literal as it is, a name by the connection's own `lookup`.
 * `restoreMocks` takes it away.
 */
export function switchboard(port: number): readonly string[] {
  const dialled: string[] = [];
  const { connect } = net;
  vi.spyOn(net, 'connect').mockImplementation(((options: net.TcpNetConnectOpts) => {
    const host = options.host ?? 'no host';
    if (net.isIP(host)) dialled.push(host);
    else if (!options.lookup) dialled.push(`${host} by DNS`);
    else {
      options.lookup(host, { all: true }, (_error, found) => {
        for (const each of [found].flat()) dialled.push(typeof each === 'string' ? each : each.address);
      });
    }
    return connect({ port, host: '127.0.0.1' });
  }) as typeof net.connect);
  return dialled;
}
