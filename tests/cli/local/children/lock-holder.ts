import { holdLock } from '../../../../cli/local/lock.ts';

/** Holds a lock until it is killed. */
const [file = ''] = process.argv.slice(2);
holdLock(file, 'child');
process.stdout.write('held\n');
setInterval(() => undefined, 60_000);
