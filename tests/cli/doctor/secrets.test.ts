import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf } from '../../../cli/doctor/account-lines.ts';
import type { AccountFacts } from '../../../cli/doctor/facts.ts';
import { reasonOf } from '../../../cli/doctor/gather/asking.ts';
import { textOf } from '../../../cli/doctor/report.ts';
import { healthy } from './facts.ts';

/** As AWS makes them: an access key, a secret key, the start of a session token, a key of links. */
const secret = fc.oneof(
  fc
    .string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'), minLength: 16, maxLength: 16 })
    .map((each) => `AKIA${each}`),
  fc.base64String({ minLength: 40, maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 64 }),
);

const NAMES = [
  'AccessDeniedException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'ExpiredToken',
  'CredentialsProviderError',
  'ThrottlingException',
  'TimeoutError',
  'SomethingElseException',
  'Error',
  '',
];

/** An error as an SDK throws it, with the secret in every place that a text can be in. */
const failure = fc
  .record({ secret, name: fc.constantFrom(...NAMES), inName: fc.boolean(), inCode: fc.boolean() })
  .map(({ secret, name, inName, inCode }) => ({
    secret,
    error: Object.assign(
      new Error(`Credential=${secret}/20261124/eu-central-1, the canonical string was ${secret}`),
      {
        name: inName ? secret : name,
        code: inCode ? secret : 'ECONNRESET',
        Code: secret,
        $response: { headers: { authorization: secret } },
        cause: new Error(secret),
      },
    ),
  }));

const FACTS = Object.keys(healthy()).filter((name) => name !== 'newsletter' && name !== 'dns');

it('no line quotes what an error of AWS says, in which credentials may stand', () => {
  fc.assert(
    fc.property(failure, fc.subarray(FACTS, { minLength: 1 }), ({ error, secret }, broken) => {
      const reason = reasonOf(error, 'ses:GetAccount');
      const lost = Object.fromEntries(broken.map((name) => [name, reason]));
      const { dns } = healthy();
      const lostDns = Object.fromEntries(Object.keys(dns).map((name) => [name, reason]));
      const facts = { ...healthy(), ...lost, dns: lostDns } as unknown as AccountFacts;
      const lines = linesOf(facts);
      for (const text of [textOf(lines), JSON.stringify(lines)]) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(secret.slice(4, 20));
      }
    }),
    { numRuns: 500 },
  );
});
