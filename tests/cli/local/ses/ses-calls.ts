import { SESClient, type SESServiceException, SendRawEmailCommand } from '@aws-sdk/client-ses';

/** The real SDK client on a local endpoint; one try per call. */
export function sesClientOf(endpoint: string): SESClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new SESClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
}

export interface MailChoices {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  /** More header lines, each with its CRLF. */
  readonly headers?: string;
  readonly text?: string;
  readonly html?: string;
}

/** A complete message with a text and an HTML part. */
export function aMail(choices: MailChoices = {}): Uint8Array {
  const { from = 'The Morning Wire <wire@example.com>', to = 'anna@example.org' } = choices;
  const {
    subject = 'Harbour reopens',
    headers = '',
    text = 'Good morning.',
    html = '<p>Good morning.</p>',
  } = choices;
  const part = (type: string, body: string) =>
    `--b\r\nContent-Type: text/${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(
      body,
    )
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n')}\r\n`;
  return Buffer.from(
    `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\n${headers}MIME-Version: 1.0\r\n` +
      `Content-Type: multipart/alternative; boundary="b"\r\n\r\n${part('plain', text)}${part('html', html)}--b--\r\n`,
  );
}

export interface CallChoices {
  readonly to?: readonly string[];
  readonly raw?: Uint8Array;
  readonly source?: string;
  readonly set?: string | undefined;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The call that the product makes for one mail. */
export function sendRaw(choices: CallChoices = {}): SendRawEmailCommand {
  const { to = ['anna@example.org'], tags = {} } = choices;
  return new SendRawEmailCommand({
    Source: choices.source ?? 'wire@example.com',
    Destinations: [...to],
    RawMessage: { Data: choices.raw ?? aMail() },
    Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
    ...('set' in choices
      ? choices.set
        ? { ConfigurationSetName: choices.set }
        : {}
      : { ConfigurationSetName: 'local' }),
  });
}

/** What a refused call throws, as `Code status message`; fails when the call was answered. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (thrown: SESServiceException) => thrown,
  );
  if (!error) throw new Error('the call was not refused');
  return `${error.name} ${error.$metadata?.httpStatusCode} ${error.message}`;
}
