import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifySendError } from '../../../lambdas/core/delivery/classify-send-error.ts';

describe('classifying an error of a call to SES', () => {
  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('knows that nothing was sent with %s', (code) => {
    expect(classifySendError({ name: 'Error', code, message: 'no' })).toMatchObject({
      kind: 'not-sent',
      reason: 'unreachable',
    });
  });

  it('knows that nothing was sent when the time-out came while connecting', () => {
    const error = { name: 'TimeoutError', code: 'ETIMEDOUT', message: 'connect ETIMEDOUT' };
    expect(classifySendError({ ...error, syscall: 'connect' })).toMatchObject({ kind: 'not-sent' });
    expect(classifySendError(error)).toEqual({
      kind: 'uncertain',
      code: 'timeout',
      detail: 'connect ETIMEDOUT',
    });
  });

  it.each([
    ['EPIPE', 'write EPIPE'],
    ['ECONNRESET', 'socket hang up'],
    ['EPROTO', 'write EPROTO ... decryption failed or bad record mac'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'decryption failed or bad record mac'],
  ])('is in doubt with %s', (code, message) => {
    expect(classifySendError({ name: 'Error', code, message })).toEqual({
      kind: 'uncertain',
      code,
      detail: message,
    });
  });

  it('takes an error it never saw as a doubt', () => {
    expect(classifySendError({ name: 'Error', message: 'what?' })).toEqual({
      kind: 'uncertain',
      code: 'Error',
      detail: 'what?',
    });
  });

  it('never calls a mail unsent when there was an answer with a server’s error', () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom('Error', 'TimeoutError', 'InternalFailure', 'AbortError'),
    );
    fc.assert(
      fc.property(words, fc.string(), fc.integer({ min: 500, max: 599 }), (name, message, httpStatus) => {
        const { kind } = classifySendError({ name, message, httpStatus });
        expect(['uncertain', 'blocked', 'refused']).toContain(kind);
      }),
    );
  });
});
