import type { IncomingMessage } from 'node:http';
import { indexOf } from './recipients.ts';

/** What of a SendRawEmail call the truth needs. */
export interface Call {
  readonly action: string;
  /** The recipient's number; absent when the mail is for somebody else, e.g. the owner. */
  readonly who?: number;
  readonly attempt: number;
  /** The process that calls, from its user agent. */
  readonly pid: number;
}

/** Reads a call in SES's Query protocol; the message itself is not looked at. */
export function readCall(request: IncomingMessage, body: string): Call {
  const fields = new URLSearchParams(body.replace(/(^|&)RawMessage\.Data=[^&]*/, ''));
  const who = indexOf(fields.get('Destinations.member.1') ?? '');
  const tags = new Map<string, string>();
  for (let index = 1; fields.has(`Tags.member.${index}.Name`); index += 1) {
    tags.set(fields.get(`Tags.member.${index}.Name`) ?? '', fields.get(`Tags.member.${index}.Value`) ?? '');
  }
  const agent = /chaos\/(\d+)/.exec(request.headers['user-agent'] ?? '')?.[1];
  return {
    action: fields.get('Action') ?? '',
    ...(who !== undefined && { who }),
    attempt: Number(tags.get('attempt') ?? 1),
    pid: Number(agent ?? 0),
  };
}

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

export const resultOf = (action: string, inner: string): string =>
  `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${inner}</${action}Result>` +
  `<ResponseMetadata><RequestId>chaos</RequestId></ResponseMetadata></${action}Response>`;

export const errorOf = (type: 'Sender' | 'Receiver', code: string, message: string): string =>
  `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${type}</Type><Code>${code}</Code>` +
  `<Message>${message}</Message></Error><RequestId>chaos</RequestId></ErrorResponse>`;

export const QUOTA = resultOf(
  'GetSendQuota',
  '<Max24HourSend>-1</Max24HourSend><MaxSendRate>10000</MaxSendRate><SentLast24Hours>0</SentLast24Hours>',
);
