import { afterAll } from 'vitest';
import { anAccount } from './account.ts';
import { play } from './play.ts';
import { scenario } from './scenario.ts';

const account = await anAccount();
afterAll(() => account.stop());

play('a newsletter in an AWS account', scenario(account), account);
