import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How an endpoint treats a request whose body it has read. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** A request as SES's Query protocol carries it: form fields such as `Action` and `Destinations.member.1`. */
export type QueryFields = Readonly<Record<string, string>>;

/** An HTTP server on loopback that treats requests as it is told. */
export interface ScriptedEndpoint {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly QueryFields[];
  /** Number of connections that were opened. */
  readonly connections: () => number;
  behave(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

export async function scriptedEndpoint(): Promise<ScriptedEndpoint> {
  const requests: QueryFields[] = [];
  let behaviour: Behaviour = answer(500, '');
  let connections = 0;
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    requests.push(Object.fromEntries(new URLSearchParams(Buffer.concat(body).toString())));
    behaviour(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => connections,
    behave: (next) => {
      behaviour = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers every request alike. */
export function answer(status: number, body: string): Behaviour {
  return (_, response) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** SES's error document (API reference, "Common errors"). */
export function sesError(status: number, code: string, message: string): Behaviour {
  return answer(
    status,
    `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${escaped(message)}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
  );
}

/** SES's answer of an action: `inner` stands in `<ActionResult>`. */
export function sesAnswer(action: string, inner: string): Behaviour {
  return answer(
    200,
    `<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><${action}Result>${inner}</${action}Result>` +
      `<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${action}Response>`,
  );
}

export const accepts = (messageId: string) =>
  sesAnswer('SendRawEmail', `<MessageId>${messageId}</MessageId>`);

export const allows = (max24Hour: number, perSecond: number, sent: number) =>
  sesAnswer(
    'GetSendQuota',
    `<Max24HourSend>${max24Hour}</Max24HourSend><MaxSendRate>${perSecond}</MaxSendRate>` +
      `<SentLast24Hours>${sent}</SentLast24Hours>`,
  );
