import { Command } from 'commander';
import { sourceFetcher } from '../../lambdas/adapters/source-fetcher.ts';
import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import { type Polled, pollSources } from '../../lambdas/core/poll-sources.ts';
import { allowPrivateOption } from '../briefing-input.ts';
import type { Context } from '../context.ts';
import { count } from '../equation.ts';
import { paint } from '../output.ts';

/** `briefwire collect`: polls all sources now and says what each of them brought; exit code 1 when one is sick. */
export function collectCommand(context: Context): Command {
  return new Command('collect')
    .addOption(allowPrivateOption())
    .action((options: { readonly allowPrivate?: boolean }) => collect(context, options));
}

async function collect(
  context: Context,
  { allowPrivate = false }: { allowPrivate?: boolean },
): Promise<void> {
  await context.withSystem(async ({ topics, newsletter, clock }) => {
    const output = context.output();
    const sources = await pollSources({
      topics,
      newsletter,
      clock,
      fetchSource: sourceFetcher({ allowPrivate }),
      collect: collectBriefing,
      report: () => undefined,
    });
    output.result({ sources }, text(sources));
    if (sources.some((each) => each.kind === 'sick')) process.exitCode = 1;
  });
}

function text(polled: readonly Polled[]): string {
  if (polled.length === 0) {
    return "There are no sources: write some into newsletter.config.ts, e.g. sources: [{ id: 'harbour', url: 'https://harbour.example/feed' }].";
  }
  const width = Math.max(...polled.map((each) => each.source.length));
  return polled.map((each) => describe(each, each.source.padEnd(width))).join('\n');
}

function describe(polled: Polled, name: string): string {
  if (polled.kind === 'unchanged') return `${name}  unchanged`;
  if (polled.kind === 'sick') {
    return `${name}  ${paint.red('sick')} since ${polled.since.slice(0, 16).replace('T', ' ')} UTC: ${polled.reason}`;
  }
  const { known, ...others } = polled.passed;
  const passed = Object.entries({ known, ...others }).flatMap(([why, many]) =>
    many === 0 ? [] : [`${many} ${why}`],
  );
  const facts = `${count(polled.fresh.length, 'new topic')}${passed.length > 0 ? ` (${passed.join(', ')})` : ''}`;
  return [
    `${name}  ${facts}`,
    ...polled.fresh.map(({ headline }) => `  ${paint.green('+')} ${headline}`),
  ].join('\n');
}
