import { z } from 'zod';

/** A line of `blobs.jsonl`. */
export const blobLine = z.object({ key: z.string(), bytes: z.int(), sha256: z.string() });

/** A line of the files of `HASHED_FILES`; `subscriberId` says who has the address. */
export const hashedLine = z.object({
  hash: z.string(),
  subscriberId: z.string().optional(),
  item: z.looseObject({ pk: z.string(), sk: z.string() }),
});

export type HashedLine = z.infer<typeof hashedLine>;

/** A line of the files of `PLAIN_FILES`. */
export const plainLine = z.looseObject({ pk: z.string(), sk: z.string() });
