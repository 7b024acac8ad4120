import { createServer, type Server } from 'node:http';
import {
  GetSendQuotaCommand,
  SESClient,
  type SESClientConfig,
  SendRawEmailCommand,
} from '@aws-sdk/client-ses';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodingMailsFast } from '../../lambdas/adapters/raw-mail-encoding.ts';

const ANSWER = (action: string) =>
  `<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><${action}Result><MessageId>m</MessageId></${action}Result></${action}Response>`;

describe('a client that encodes mails itself', () => {
  const seen: { body: string; length: string | undefined; hash: string | undefined }[] = [];
  let server: Server;
  let config: SESClientConfig;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('latin1');
        const { 'content-length': length, 'x-amz-content-sha256': hash } = request.headers;
        seen.push({ body, length, hash: hash as string | undefined });
        response.end(ANSWER(new URLSearchParams(body).get('Action') ?? ''));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as { port: number };
    config = {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    };
  });
  afterAll(() => server.close());

  /** What goes over the wire for a mail, by the SDK alone and by ours. */
  async function bothWays(mail: Uint8Array, name = 'x') {
    const command = () =>
      new SendRawEmailCommand({
        Source: 'wire@example.com',
        Destinations: [`${name}@example.com`],
        RawMessage: { Data: mail },
        Tags: [{ Name: 'issue', Value: name }],
      });
    const [plain, fast] = [new SESClient(config), encodingMailsFast(new SESClient(config))];
    seen.length = 0;
    await plain.send(command());
    await fast.send(command());
    return seen.slice(0, 2);
  }

  it('sends byte for byte what the SDK sends, signed alike, whatever is in the mail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), fc.string(), async (mail, name) => {
        const [plain, fast] = await bothWays(mail, name);
        expect(fast).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });

  it('is not led astray by a field that looks like the mail’s', async () => {
    const [plain, fast] = await bothWays(Buffer.from('To: a\r\n\r\nRawMessage.Data=+/='), 'RawMessage.Data=');
    expect(fast).toEqual(plain);
  });

  it('keeps the mails of calls under way at once apart', async () => {
    const fast = encodingMailsFast(new SESClient(config));
    seen.length = 0;
    const mails = Array.from({ length: 20 }, (_, index) => `mail ${index} ${'+/='.repeat(index)}`);
    await Promise.all(
      mails.map((mail) =>
        fast.send(
          new SendRawEmailCommand({
            RawMessage: { Data: Buffer.from(mail) },
            Destinations: [mail.slice(0, 7)],
          }),
        ),
      ),
    );
    for (const { body } of seen) {
      const form = new URLSearchParams(body);
      const mail = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64').toString();
      expect(mail.slice(0, 7)).toBe(form.get('Destinations.member.1'));
    }
    expect(seen).toHaveLength(20);
  });

  it('leaves other calls as they are', async () => {
    seen.length = 0;
    await encodingMailsFast(new SESClient(config)).send(new GetSendQuotaCommand({}));
    expect(seen[0]?.body).toContain('Action=GetSendQuota');
  });
});
