import { describe, expect, it } from 'vitest';
import { names as deliver } from '../../lambdas/functions/deliver-mail/env.ts';
import { readEnv } from '../../lambdas/functions/env.ts';
import { liveTokens } from '../../lambdas/functions/live-tokens.ts';
import { newsletter } from '../../lambdas/functions/newsletter.ts';
import config from '../../newsletter.config.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

describe('the environment of a function', () => {
  it('is read by name', () => {
    const env = readEnv(['A', 'B'], { A: '1', B: '2', C: '3' });
    expect(env).toEqual({ A: '1', B: '2' });
  });

  it('names everything that is missing or empty at once', () => {
    expect(() => readEnv(deliver, { TABLE_NAME: 't', SITE_URL: '' })).toThrow(
      'environment variables are missing: BUCKET_NAME, PLAN_QUEUE_URL, DELIVERY_QUEUE_URL, CONFIGURATION_SET, SITE_URL, TOKEN_SECRET_ARN.',
    );
  });
});

describe('the newsletter of a function', () => {
  it('is the publisher’s config, validated', () => {
    expect(newsletter.name).toBe(config.name);
    expect(newsletter.delivery.grace).toBe('15m');
  });
});

describe('live tokens', () => {
  const ada = { id: 'ada', consentVersion: 1 };
  const now = new Date('2026-11-24T06:00:00Z');

  it('take a key that was added into use, and know the links of the old one', async () => {
    let secret = { current: 1, tokenKeys: { 1: key(1) } as Record<string, string> };
    const tokens = liveTokens(async () => secret);
    await tokens.refresh();
    const old = tokens.make('unsubscribe', ada, now);
    secret = { current: 2, tokenKeys: { 1: key(1), 2: key(2) } };
    expect(tokens.make('unsubscribe', ada, now)).toBe(old);
    await tokens.refresh();
    expect(tokens.make('unsubscribe', ada, now)).not.toBe(old);
    expect(tokens.read('unsubscribe', old, now)).toEqual({ ok: true, reader: ada });
  });

  it('are of no use before the keys were read', () => {
    expect(() =>
      liveTokens(async () => ({ current: 1, tokenKeys: {} })).make('unsubscribe', ada, now),
    ).toThrow('call refresh() first');
  });
});
