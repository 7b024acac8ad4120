/** One stored object, as listed. */
export interface BlobEntry {
  readonly key: string;
  readonly bytes: number;
  /** ISO 8601. */
  readonly modifiedAt: string;
}

/**
 * Named bytes under a private root: S3 in AWS (`s3-blobs.ts`), a directory on the laptop (`cli/local/file-blobs.ts`),
 * a map in tests. Keys are `/`-separated, without `.` or `..` parts; an implementation refuses others by throwing.
 */
export interface Blobs {
  /** `undefined` when there is no such key. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Atomic: a reader sees the old or the new bytes. With `ifAbsent`, the first writer wins and the rest get `exists`. */
  put(
    key: string,
    body: Uint8Array,
    options?: { readonly ifAbsent?: boolean; readonly contentType?: string },
  ): Promise<'written' | 'exists'>;
  /** In order of key. */
  list(prefix: string): Promise<readonly BlobEntry[]>;
  /** `false` when there was none. */
  remove(key: string): Promise<boolean>;
}
