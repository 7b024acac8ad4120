import { Command } from 'commander';
import type { CollectedBriefing, Topic } from '../../lambdas/core/briefing/topic.ts';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { allowPrivateOption, readBriefing } from '../briefing-input.ts';
import { collect } from '../collect.ts';
import { count } from '../equation.ts';
import { type Output, paint } from '../output.ts';

interface TopicsOptions {
  readonly allowPrivate?: boolean;
}

/** `briefwire topics <file|url|->`: what a briefing is cut into, and every line that was cut away. */
export function topicsCommand(output: () => Output, newsletter: () => Promise<Newsletter>): Command {
  return new Command('topics')
    .argument('<briefing>', 'file, web address, or - for standard input')
    .addOption(allowPrivateOption())
    .action(async (source: string, options: TopicsOptions) => {
      const briefing = await readBriefing(source, options);
      const collected = collect(briefing, await newsletter());
      const { title, language, topics, cut } = collected;
      output().result({ title: title ?? null, language, topics, cut }, report(collected));
      if (topics.length > 0) return;
      output().note(`briefwire: ${source} has no topic: every line was cut, as shown.`);
      process.exitCode = 1;
    });
}

function report({ title, language, topics, cut }: CollectedBriefing): string {
  return [
    `${title ? `${paint.bold(title)}: ` : ''}${count(topics.length, 'topic')}, language ${language}, ${count(cut.length, 'line')} cut`,
    ...topics.map(describe),
    ...(cut.length > 0 ? ['', 'Cut away:'] : []),
    ...cut.map(({ line, text, rule }) => `  line ${line}  ${JSON.stringify(text)}  ${paint.dim(rule)}`),
  ].join('\n');
}

function describe(topic: Topic, index: number): string {
  const facts = [topic.section, count(topic.words, 'word'), `headline: ${topic.headlineSource}`, topic.id];
  return [
    '',
    `${index + 1}. ${paint.bold(topic.headline)}`,
    `   ${paint.dim(facts.join(' · '))}`,
    `   ${topic.summary}`,
    ...(topic.entities.length > 0 ? [`   ${paint.dim(topic.entities.join(', '))}`] : []),
  ].join('\n');
}
