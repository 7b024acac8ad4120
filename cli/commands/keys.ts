import { Command } from 'commander';
import { keysAt, type Rotation, rotatedKeys } from '../../lambdas/adapters/rotate-keys.ts';
import { KEY_KNOWN_MS } from '../../lambdas/adapters/secret-keys.ts';
import type { Context } from '../context.ts';
import { count } from '../equation.ts';
import { paint, WorkFailed } from '../output.ts';

/** `briefwire keys show | rotate`: the keys that sign readers' links. No key is ever printed. */
export function keysCommand(context: Context): Command {
  const command = new Command('keys');
  command
    .command('show')
    .description('which versions there are and which one signs')
    .action(() => show(context));
  command
    .command('rotate')
    .description('a new key signs new links; every link that was ever sent stays good')
    .action(() => rotate(context));
  return command;
}

async function show(context: Context): Promise<void> {
  await context.withSystem(async ({ keys, clock }) => {
    const { current, tokenKeys, next } = keysAt(await keys.read(), clock.now());
    const versions = Object.keys(tokenKeys).map(Number);
    context
      .output()
      .result(
        { current, versions, ...(next && { next }) },
        [
          `Version ${paint.bold(String(current))} signs new links; ${versions.length === 1 ? 'there is no other' : `${count(versions.length, 'version')} verify old ones`}.`,
          ...(next ? [`Version ${next.version} signs from ${next.from} on.`] : []),
        ].join('\n'),
      );
  });
}

async function rotate(context: Context): Promise<void> {
  await context.withSystem(async ({ keys, clock, where }) => {
    const now = clock.now();
    // The laptop's processes follow the file; the functions go on for a while with what they read.
    const from = new Date(now.getTime() + (where === 'aws' ? KEY_KNOWN_MS : 0));
    const done = await keys.change<Rotation>((before) => {
      const rotation = rotatedKeys(before, { now, from });
      return rotation.kind === 'rotated' ? { result: rotation, keys: rotation.keys } : { result: rotation };
    });
    if (done.kind === 'used-up') {
      throw new WorkFailed(
        'All 255 versions of the token key are in use. Links of the oldest have to be given up first: take it out of the secret by hand.',
      );
    }
    const { version } = done;
    const says =
      done.kind === 'under-way'
        ? `A rotation is under way already: version ${version} signs from ${done.from} on. Nothing was changed.`
        : where === 'aws'
          ? `${paint.green('rotated')}: version ${version} signs new links from ${done.from} on, when every function knows it. Old links stay good.`
          : `${paint.green('rotated')}: version ${version} signs new links from now on. Old links stay good.`;
    context.output().result({ rotated: done.kind === 'rotated', version, from: done.from }, says);
  });
}
