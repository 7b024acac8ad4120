import { memoryStores } from '../support/stores.ts';
import { sourcesContract } from './sources.contract.ts';

sourcesContract('memory', async () => memoryStores());
