import { randomUUID } from 'node:crypto';
import { textHeader } from '../../../lambdas/core/mail/header.ts';

/** The parts of a SendEmail call. Address lists stand in headers as they were handed in. */
export interface MailParts {
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
}

/** The MIME message that SES makes of a SendEmail call: one part, or text and HTML as alternatives. */
export function composeMail(parts: MailParts): Uint8Array {
  const bodies = [
    ...(parts.text === undefined ? [] : [part('plain', parts.text)]),
    ...(parts.html === undefined ? [] : [part('html', parts.html)]),
  ];
  const [only = part('plain', '')] = bodies;
  const headers = [
    ['From', [parts.from]],
    ['To', parts.to],
    ['Cc', parts.cc],
    ['Reply-To', parts.replyTo],
  ] as const;
  const lines = headers
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name}: ${values.map(oneLine).join(',\r\n ')}\r\n`);
  const head = `${lines.join('')}${textHeader('Subject', parts.subject)}MIME-Version: 1.0\r\n`;
  return Buffer.from(head + (bodies.length > 1 ? alternatives(bodies) : only));
}

function alternatives(bodies: readonly string[]): string {
  const boundary = `=_${randomUUID()}`;
  const inner = bodies.map((each) => `--${boundary}\r\n${each}`).join('');
  return `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n\r\n${inner}--${boundary}--\r\n`;
}

function part(subtype: string, content: string): string {
  const lines =
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines.join('\r\n')}\r\n`;
}

/** A line break in an address would start a header of the caller's choice. */
const oneLine = (text: string) => text.replace(/[\r\n]+/g, ' ');
