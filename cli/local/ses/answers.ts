import { randomUUID } from 'node:crypto';

/** Namespace of every answer (SES API reference, version 2010-12-01). */
const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** What SES answers instead of a result. */
export interface SesError {
  readonly status: number;
  /** Whose fault it is, in AWS's words. */
  readonly type: 'Sender' | 'Receiver';
  readonly code: string;
  readonly message: string;
}

/** Text, a list of `member`s, or named children; `undefined` is left out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

/** The answer to a call that did what it was asked to. */
export function resultAnswer(action: string, result: { readonly [name: string]: XmlValue }): Response {
  const requestId = randomUUID();
  const body = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return answer(200, `${action}Response`, body, requestId);
}

/** The answer to a call that was refused, as the SDK turns it into an exception by its code. */
export function errorAnswer({ status, type, code, message }: SesError): Response {
  const requestId = randomUUID();
  const body = { Error: { Type: type, Code: code, Message: message }, RequestId: requestId };
  return answer(status, 'ErrorResponse', body, requestId);
}

function answer(
  status: number,
  root: string,
  body: { readonly [name: string]: XmlValue },
  requestId: string,
): Response {
  return new Response(`<${root} xmlns="${NAMESPACE}">${toXml(body)}</${root}>\n`, {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  });
}

function toXml(value: XmlValue): string {
  if (value === undefined) return '';
  if (isList(value)) return value.map((each) => `<member>${toXml(each)}</member>`).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, child]) => (child === undefined ? '' : `<${name}>${toXml(child)}</${name}>`))
    .join('');
}

const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

/** XML 1.0 has no form at all for most control characters and for lone surrogates: they become U+FFFD. */
function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`)
  );
}
