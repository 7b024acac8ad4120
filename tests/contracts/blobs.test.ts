import { afterAll } from 'vitest';
import { fileBlobs } from '../../cli/local/file-blobs.ts';
import { memoryBlobs } from '../../lambdas/adapters/memory/blobs.ts';
import { testDirectories } from '../cli/local/test-directory.ts';
import { testClock } from '../support/stores.ts';
import { blobsContract } from './blobs.contract.ts';

const directories = testDirectories();
afterAll(directories.remove);

blobsContract('memory', async () => memoryBlobs(testClock()));
blobsContract('a directory', async () => fileBlobs(`${directories.make()}/blobs`));
