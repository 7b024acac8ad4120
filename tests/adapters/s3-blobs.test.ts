import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Blobs } from '../../lambdas/adapters/blobs.ts';
import { s3Blobs } from '../../lambdas/adapters/s3-blobs.ts';
import { localCredentials } from '../support/dynamo.ts';
import { testClock } from '../support/stores.ts';
import { type S3Endpoint, s3Endpoint } from './s3-endpoint.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('blobs in S3', () => {
  let endpoint: S3Endpoint;
  let client: S3Client;
  const blobsOf = (bucket = 'wire'): Blobs => s3Blobs({ client, bucket, clock: testClock() });

  beforeEach(async () => {
    endpoint = await s3Endpoint();
    client = new S3Client({ endpoint: endpoint.url, forcePathStyle: true, ...localCredentials });
  });
  afterEach(async () => {
    client.destroy();
    await endpoint.stop();
  });

  it('gives back the bytes that were put, and their type to S3', async () => {
    const body = new Uint8Array([0, 255, 13, 10, 128]);
    expect(await blobsOf().put('issues/Ü 1/a.json', body, { contentType: 'application/json' })).toBe(
      'written',
    );
    expect(endpoint.objects.get('issues/Ü 1/a.json')?.contentType).toBe('application/json');
    expect(await blobsOf().get('issues/Ü 1/a.json')).toEqual(body);
    await blobsOf().put('empty', new Uint8Array());
    expect(await blobsOf().get('empty')).toEqual(new Uint8Array());
  });

  it('knows no key that was not put', async () => {
    expect(await blobsOf().get('issues/none')).toBeUndefined();
  });

  it('writes once with ifAbsent, and over what is there without', async () => {
    const blobs = blobsOf();
    expect(await blobs.put('a', bytes('first'), { ifAbsent: true })).toBe('written');
    expect(await blobs.put('a', bytes('second'), { ifAbsent: true })).toBe('exists');
    expect(await blobs.get('a')).toEqual(bytes('first'));
    expect(await blobs.put('a', bytes('third'))).toBe('written');
    expect(await blobs.get('a')).toEqual(bytes('third'));
  });

  it('comes again when S3 says that another conditional put is under way', async () => {
    endpoint.conflicts = 2;
    expect(await blobsOf().put('a', bytes('x'), { ifAbsent: true })).toBe('written');
    endpoint.conflicts = 100;
    await expect(blobsOf().put('b', bytes('x'), { ifAbsent: true })).rejects.toThrow(/Conflict/);
  });

  it('lists every page of a prefix, in order of key', async () => {
    for (const key of ['inbox/c', 'inbox/a', 'other', 'inbox/b', 'inbox/e', 'inbox/d']) {
      await blobsOf().put(key, bytes(key));
    }
    const listed = await blobsOf().list('inbox/');
    expect(listed.map(({ key }) => key)).toEqual(['inbox/a', 'inbox/b', 'inbox/c', 'inbox/d', 'inbox/e']);
    expect(listed[0]).toEqual({ key: 'inbox/a', bytes: 7, modifiedAt: '2026-11-24T06:00:00.000Z' });
    expect(endpoint.pages()).toBe(3);
    expect(await blobsOf().list('nothing/')).toEqual([]);
  });

  it('says whether there was something to remove', async () => {
    await blobsOf().put('a', bytes('x'));
    expect(await blobsOf().remove('a')).toBe(true);
    expect(await blobsOf().remove('a')).toBe(false);
  });

  it('does not take a missing bucket for a missing key', async () => {
    await expect(blobsOf('gone').get('a')).rejects.toThrow(/NoSuchBucket/);
  });

  it.each(['', '/a', 'a/', 'a//b', '../a', 'a/./b', 'a\\b', 'a\nb', 'é'.repeat(513)])(
    'refuses the key %j',
    async (key) => {
      await expect(blobsOf().get(key)).rejects.toThrow(/no key for a blob/);
      await expect(blobsOf().put(key, bytes('x'))).rejects.toThrow(/no key for a blob/);
      await expect(blobsOf().remove(key)).rejects.toThrow(/no key for a blob/);
      expect(endpoint.objects.size).toBe(0);
    },
  );
});
