import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the endpoint says to a path: a document, or a refusal as AWS words it. */
export type Answer =
  | object
  | { readonly refuse: string; readonly message?: string; readonly status?: number };

/** An endpoint of a REST JSON service of AWS on loopback; paths without an answer are 404 as SES says it. */
export async function awsEndpoint(answers: Readonly<Record<string, Answer>>, date = new Date()) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const answer = answers[path] ?? { refuse: 'NotFoundException', status: 404 };
    response.setHeader('date', date.toUTCString());
    response.setHeader('content-type', 'application/json');
    if ('refuse' in answer) {
      const {
        refuse,
        message = '',
        status = 403,
      } = answer as { refuse: string; message?: string; status?: number };
      response.writeHead(status, { 'x-amzn-errortype': refuse });
      response.end(JSON.stringify({ message }));
    } else {
      response.writeHead(200);
      response.end(JSON.stringify(answer));
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** A client of the SDK that answers by the name of the command. */
export function answering(answers: Readonly<Record<string, (input: Record<string, unknown>) => object>>) {
  const send = async (command: object) => {
    const { input } = command as { input: Record<string, unknown> };
    const answer = answers[command.constructor.name];
    if (!answer) throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    return answer(input);
  };
  return { send } as never;
}
