import { Buffer } from 'node:buffer';
import type { SESClient } from '@aws-sdk/client-ses';

/** The form field that holds a mail; in a value its `=` would be `%3D`. */
const FIELD = 'RawMessage.Data=';

/** The mail of one call, on its way past the serializer. */
interface Call {
  rawMail?: Uint8Array;
}

/**
 * Lets a client encode mails itself: the SDK runs `encodeURIComponent` over the base64 of each, which takes a fifth of the
 * whole call, and base64 has three characters that need it. The request is byte for byte the SDK's own. Returns the client.
 */
export function encodingMailsFast(client: SESClient): SESClient {
  client.middlewareStack.add(
    (next, context) => (args) => {
      const input = args.input as { RawMessage?: { Data?: Uint8Array } };
      const data = input.RawMessage?.Data;
      if (!data) return next(args);
      (context as Call).rawMail = data;
      return next({ ...args, input: { ...args.input, RawMessage: { Data: new Uint8Array() } } });
    },
    { step: 'initialize', name: 'keepRawMail' },
  );
  client.middlewareStack.add(
    (next, context) => (args) => {
      const { rawMail } = context as Call;
      const request = args.request as { body?: unknown };
      if (!rawMail || typeof request.body !== 'string') return next(args);
      const at = request.body.indexOf(FIELD) + FIELD.length;
      if (at < FIELD.length) throw new Error('the request for SES has no field for its mail');
      const body = request.body.slice(0, at) + formValueOf(rawMail) + request.body.slice(at);
      request.body = Buffer.from(body, 'latin1');
      return next(args);
    },
    // Before the SDK counts the body's length and signs it.
    { step: 'build', priority: 'high', name: 'putRawMail' },
  );
  return client;
}

/** Base64, percent-encoded as a form wants it. */
function formValueOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('base64')
    .replaceAll('+', '%2B')
    .replaceAll('/', '%2F')
    .replaceAll('=', '%3D');
}
