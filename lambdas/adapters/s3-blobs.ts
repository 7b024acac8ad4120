import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Clock } from '../core/ports.ts';
import { checkBlobKey } from './blob-keys.ts';
import type { BlobEntry, Blobs } from './blobs.ts';

export interface S3BlobsOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly clock: Clock;
}

const TRIES = 5;
const PAUSE_MS = 100;

/**
 * Blobs in one S3 bucket. S3 is strongly consistent; `ifAbsent` is its `If-None-Match: *`. When the SDK repeats a put
 * whose answer was lost, the repetition answers `exists`: whoever must know reads back what is there.
 */
export function s3Blobs({ client, bucket, clock }: S3BlobsOptions): Blobs {
  const object = (key: string) => ({ Bucket: bucket, Key: checkBlobKey(key) });

  return {
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand(object(key)));
        return Body ? await Body.transformToByteArray() : new Uint8Array();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },

    async put(key, body, { ifAbsent = false, contentType } = {}) {
      const put = {
        ...object(key),
        Body: body,
        ...(contentType === undefined ? {} : { ContentType: contentType }),
        ...(ifAbsent ? { IfNoneMatch: '*' } : {}),
      };
      for (let tried = 1; ; tried += 1) {
        try {
          await client.send(new PutObjectCommand(put));
          return 'written';
        } catch (error) {
          const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
          if (ifAbsent && status === 412) return 'exists';
          // Two conditional puts of one key at once: S3 asks one of them to come again ("Conditional writes").
          if (!ifAbsent || status !== 409 || tried === TRIES) throw error;
          await clock.sleep(PAUSE_MS * tried * (1 + Math.random()));
        }
      }
    },

    async list(prefix) {
      const found: BlobEntry[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const { Key, Size = 0, LastModified } of page.Contents ?? []) {
          if (Key === undefined || LastModified === undefined) continue;
          found.push({ key: Key, bytes: Size, modifiedAt: LastModified.toISOString() });
        }
      }
      return found;
    },

    async remove(key) {
      try {
        // DeleteObject answers alike whether there was an object or not.
        await client.send(new HeadObjectCommand(object(key)));
      } catch (error) {
        if (error instanceof NotFound) return false;
        throw error;
      }
      await client.send(new DeleteObjectCommand(object(key)));
      return true;
    },
  };
}
