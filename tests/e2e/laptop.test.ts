import { afterAll } from 'vitest';
import { aLaptop } from './laptop.ts';
import { play } from './play.ts';
import { scenario } from './scenario.ts';

const laptop = await aLaptop();
afterAll(() => laptop.stop());

play('a newsletter on a laptop', scenario(laptop), laptop);
