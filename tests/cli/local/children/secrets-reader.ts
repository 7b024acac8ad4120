import { openSecrets } from '../../../../cli/local/secrets.ts';

/** Opens the keys and says them. */
const [path = ''] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(openSecrets(path, () => undefined))}\n`);
