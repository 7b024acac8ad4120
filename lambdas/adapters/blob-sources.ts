import type { InboxEntry, Sources } from '../core/ports.ts';
import type { Blobs } from './blobs.ts';

/** Where briefings wait; an owner may also drop them there with any S3 tool. */
const PREFIX = 'inbox/';

/** S3 keys hold up to 1,024 bytes of UTF-8; a file system usually allows 255 for a name. */
const LONGEST_NAME = 255;

/** Refuses what is not a plain file name, by throwing an error that says how to write it. */
function keyOf(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  const odd = /[\u0000-\u001f\u007f/\\]/.test(name) || name === '.' || name === '..';
  const bytes = new TextEncoder().encode(name).length;
  if (name === '' || odd || bytes > LONGEST_NAME) {
    throw new Error(
      `${JSON.stringify(name)} cannot name a briefing: use a plain file name such as "monday.md", ` +
        `without slashes and control characters, up to ${LONGEST_NAME} bytes`,
    );
  }
  return PREFIX + name;
}

/** The inbox over named bytes: S3 in AWS, a directory on the laptop. Keys in deeper folders are not briefings. */
export function blobSources(blobs: Blobs): Sources {
  return {
    async inbox() {
      const entries: InboxEntry[] = [];
      for (const { key, bytes, modifiedAt } of await blobs.list(PREFIX)) {
        const name = key.slice(PREFIX.length);
        if (name !== '' && !name.includes('/')) entries.push({ name, addedAt: modifiedAt, bytes });
      }
      // The listing is in order of key and the sort is stable, so equal instants stay in order of name.
      return entries.sort((a, b) => Number(a.addedAt > b.addedAt) - Number(a.addedAt < b.addedAt));
    },
    async read(name) {
      const content = await blobs.get(keyOf(name));
      if (!content) {
        throw new Error(
          `The inbox has no briefing named ${JSON.stringify(name)}: see \`briefwire inbox list\``,
        );
      }
      return content;
    },
    async add(name, content) {
      await blobs.put(keyOf(name), content);
    },
    async remove(name) {
      return blobs.remove(keyOf(name));
    },
  };
}
