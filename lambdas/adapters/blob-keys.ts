/** S3's limit, in bytes of UTF-8 (S3 user guide, "Naming Amazon S3 objects"). */
const LONGEST_KEY = 1024;

/**
 * Returns the key when every `Blobs` can store it, else throws: parts separated by single `/`, none empty, `.` or `..`, no
 * backslash (a separator on some machines), no control characters (S3 lists them as XML, which has none).
 */
export function checkBlobKey(key: string): string {
  const parts = key.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  const odd = /[\u0000-\u001f\u007f\\]/.test(key);
  const escapes = parts.some((part) => part === '' || part === '.' || part === '..');
  if (odd || escapes || new TextEncoder().encode(key).length > LONGEST_KEY) {
    throw new Error(
      `${JSON.stringify(key)} is no key for a blob: use parts separated by "/", none of them empty, "." or "..", ` +
        `without backslash or control characters, up to ${LONGEST_KEY} bytes`,
    );
  }
  return key;
}
