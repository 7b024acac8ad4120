import { fileBlobs } from '../../../../cli/local/file-blobs.ts';

/** Writes blobs without end, one key over and over among new ones, and says what `put` resolved for. */
const [directory = ''] = process.argv.slice(2);
const blobs = fileBlobs(directory);
for (let number = 0; ; number += 1) {
  const body = Buffer.alloc(20_000, String(number % 10));
  await blobs.put(`issues/${number}/skeleton.json`, body);
  await blobs.put('latest', body);
  process.stdout.write(`${number}\n`);
}
