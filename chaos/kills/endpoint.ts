import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { diceOf } from '../dice.ts';

/**
 * An SES of its own that shares no code with the one that Briefwire brings: the Query protocol of SES v1 as far as a sender
 * needs it, SES's event documents, and the truth about who has got how many mails. It is never killed. Started with mails
 * a second, the longest milliseconds of a call, a seed, and perhaps the address of another project's SES, which then
 * answers every call; prints its own address as a line of JSON.
 */
const [rate = '100', longest = '60', seed = '1', other] = process.argv.slice(2);
const dice = diceOf(Number(seed));

interface Taken {
  readonly messageId: string;
  readonly at: string;
  readonly source: string;
  readonly destination: readonly string[];
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

const taken: Taken[] = [];

const memberList = (fields: URLSearchParams, name: string): string[] => {
  const values: string[] = [];
  for (let n = 1; fields.has(`${name}.member.${n}`); n += 1) {
    values.push(fields.get(`${name}.member.${n}`) ?? '');
  }
  return values;
};

function tagsOf(fields: URLSearchParams): Record<string, string[]> {
  const tags: Record<string, string[]> = { 'ses:source-ip': ['127.0.0.1'] };
  for (let n = 1; fields.has(`Tags.member.${n}.Name`); n += 1) {
    tags[fields.get(`Tags.member.${n}.Name`) ?? ''] = [fields.get(`Tags.member.${n}.Value`) ?? ''];
  }
  const set = fields.get('ConfigurationSetName');
  return set === null ? tags : { ...tags, 'ses:configuration-set': [set] };
}

const newMessageId = () => `0107${Date.now().toString(16).padStart(12, '0')}-${randomUUID()}-000000`;

function take(fields: URLSearchParams, messageId = newMessageId()): string {
  taken.push({
    messageId,
    at: new Date().toISOString(),
    source: fields.get('Source') ?? '',
    destination: memberList(fields, 'Destinations'),
    tags: tagsOf(fields),
  });
  return messageId;
}

/** Every mail is sent, and then delivered. */
function eventsOf({ messageId, at, source, destination, tags }: Taken): unknown[] {
  const mail = { timestamp: at, source, sendingAccountId: '123456789012', messageId, destination, tags };
  const delivery = {
    timestamp: at,
    processingTimeMillis: 500,
    recipients: destination,
    smtpResponse: '250 2.0.0 OK',
    reportingMTA: 'a8-1.smtp-out.example.com',
  };
  return [
    { eventType: 'Send', mail, send: {} },
    { eventType: 'Delivery', mail, delivery },
  ];
}

/** Mails of an issue by address, and when the last one was taken (milliseconds since 1970). */
function truth() {
  const mails: Record<string, number> = {};
  const ofIssue = taken.filter(({ tags }) => tags['issue'] !== undefined);
  for (const address of ofIssue.flatMap(({ destination }) => destination)) {
    mails[address] = (mails[address] ?? 0) + 1;
  }
  return { taken: ofIssue.length, lastAt: Date.parse(ofIssue.at(-1)?.at ?? '1970-01-01'), mails };
}

const answerTo = (action: string, result: string) =>
  `<?xml version="1.0"?><${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><${action}Result>${result}` +
  `</${action}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`;

interface Answer {
  readonly status: number;
  readonly body: string;
}

const INVALID =
  '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>InvalidAction</Code>' +
  '<Message>There is no such action here.</Message></Error><RequestId>0</RequestId></ErrorResponse>';

function ownAnswer(fields: URLSearchParams): Answer {
  const action = fields.get('Action') ?? '';
  if (action === 'SendRawEmail') {
    return { status: 200, body: answerTo(action, `<MessageId>${take(fields)}</MessageId>`) };
  }
  if (action !== 'GetSendQuota') return { status: 400, body: INVALID };
  const quota = `<Max24HourSend>500000</Max24HourSend><MaxSendRate>${rate}</MaxSendRate>`;
  return {
    status: 200,
    body: answerTo(action, `${quota}<SentLast24Hours>${taken.length}</SentLast24Hours>`),
  };
}

/** The other SES answers. What it took is written down here, since an event carries the tags of its mail. */
async function answerOfOther(
  address: string,
  headers: IncomingHttpHeaders,
  form: string,
  fields: URLSearchParams,
): Promise<Answer> {
  const passedOn = ['authorization', 'content-type', 'x-amz-date'].map((name) => [
    name,
    String(headers[name]),
  ]);
  const response = await fetch(address, {
    method: 'POST',
    headers: Object.fromEntries(passedOn),
    body: form,
  });
  const body = await response.text();
  const messageId = /<MessageId>([^<]+)</.exec(body)?.[1];
  if (messageId !== undefined) take(fields, messageId);
  return { status: response.status, body };
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('error', () => undefined);
  request.on('end', () => {
    if (request.method === 'GET') {
      const wanted = request.url === '/events' ? taken.flatMap(eventsOf) : truth();
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(wanted));
      return;
    }
    const form = Buffer.concat(parts).toString('latin1');
    const fields = new URLSearchParams(form);
    // What has arrived is taken, whether or not its caller lives to hear of it: before, amid or after the waiting.
    const half = () => delay(dice.whole(0, Number(longest) / 2));
    void half()
      .then(() =>
        other === undefined ? ownAnswer(fields) : answerOfOther(other, request.headers, form, fields),
      )
      .then(async ({ status, body }) => {
        await half();
        response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
      })
      .catch((fault: unknown) => response.destroy(fault as Error));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.stdout.write(`${JSON.stringify({ endpoint: `http://127.0.0.1:${address.port}` })}\n`);
});
