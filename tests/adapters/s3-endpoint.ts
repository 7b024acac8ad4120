import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
  readonly modifiedAt: Date;
}

/** As much of S3's REST protocol as the blobs need, on loopback, with path-style addresses and small pages. */
export interface S3Endpoint {
  readonly url: string;
  readonly objects: Map<string, StoredObject>;
  /** Conditional puts that are answered 409 (another one is under way) before the next is looked at. */
  conflicts: number;
  /** Listings that were answered. */
  readonly pages: () => number;
  stop(): Promise<void>;
}

const PAGE = 2;

const error = (response: ServerResponse, status: number, code: string) =>
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function s3Endpoint(): Promise<S3Endpoint> {
  const objects = new Map<string, StoredObject>();
  const state = { conflicts: 0, pages: 0 };

  function list(url: URL, response: ServerResponse): void {
    state.pages += 1;
    const prefix = url.searchParams.get('prefix') ?? '';
    const after = url.searchParams.get('continuation-token') ?? '';
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, PAGE);
    const more = keys.length > PAGE;
    const contents = page.map((key) => {
      const { body, modifiedAt } = objects.get(key) as StoredObject;
      return `<Contents><Key>${key}</Key><Size>${body.length}</Size><LastModified>${modifiedAt.toISOString()}</LastModified></Contents>`;
    });
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(
        `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents.join('')}` +
          `${more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''}</ListBucketResult>`,
      );
  }

  async function put(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const ifAbsent = request.headers['if-none-match'] === '*';
    if (ifAbsent && state.conflicts > 0) {
      state.conflicts -= 1;
      error(response, 409, 'ConditionalRequestConflict');
    } else if (ifAbsent && objects.has(key)) {
      error(response, 412, 'PreconditionFailed');
    } else {
      const contentType = request.headers['content-type'] ?? '';
      objects.set(key, { body, contentType, modifiedAt: new Date('2026-11-24T06:00:00.000Z') });
      response.writeHead(200, { etag: '"e"' }).end();
    }
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://s3');
    const [, bucket, ...parts] = url.pathname.split('/').map(decodeURIComponent);
    const key = parts.join('/');
    const found = objects.get(key);
    if (bucket !== 'wire') error(response, 404, 'NoSuchBucket');
    else if (request.method === 'PUT') await put(key, request, response);
    else if (request.method === 'DELETE') {
      objects.delete(key);
      response.writeHead(204).end();
    } else if (key === '') list(url, response);
    else if (!found) error(response, 404, 'NoSuchKey');
    else response.writeHead(200, { 'content-type': found.contentType }).end(found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    get conflicts() {
      return state.conflicts;
    },
    set conflicts(count) {
      state.conflicts = count;
    },
    pages: () => state.pages,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
