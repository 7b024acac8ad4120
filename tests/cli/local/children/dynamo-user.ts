import { startDynamo } from '../../../../cli/local/dynamo-engine.ts';
import { openStateDirectory } from '../../../../cli/local/state.ts';

/**
 * Uses the engine of a state directory (or one in memory) and says where it is. `own`: ends in order when it gets SIGTERM;
 * else nobody handles signals.
 */
const [directory = '', manners = ''] = process.argv.slice(2);
const state = directory === 'memory' ? undefined : openStateDirectory(directory);
const engine = await startDynamo({ state, env: {} });
if (engine.kind === 'none') throw new Error(engine.reason);
process.stdout.write(`${engine.endpoint}\n`);
const alive = setInterval(() => undefined, 60_000);
if (manners === 'own') {
  process.once('SIGTERM', async () => {
    clearInterval(alive);
    await engine.stop();
    process.stdout.write('stopped\n');
  });
}
