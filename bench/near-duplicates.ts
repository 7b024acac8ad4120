import { signsOf } from '../lambdas/core/briefing/near-duplicate/signs.ts';
import { storyIndex } from '../lambdas/core/briefing/near-duplicate/story-index.ts';
import { labelledStories, type Measured, measure } from '../tests/support/labelled-stories.ts';

/**
 * `npm run near-duplicates [-- --json]`: precision and recall on the labelled stories, set by set, with every pair that was
 * judged wrongly; and how long an issue's memory takes. Nothing is tuned here.
 */
const json = process.argv.includes('--json');
const sets = { tuning: measure(labelledStories('tuning')), 'held-out': measure(labelledStories('held-out')) };

const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
const headline = (text: string) => text.split('\n', 1)[0];

function lines(name: string, measured: Measured): string[] {
  const { pairs, same, found, merged, missed, precision, recall, unrelated } = measured;
  return [
    `${name}: ${pairs} pairs, ${same} of one story: precision ${percent(precision)}, recall ${percent(recall)}`,
    `  found ${found}, missed ${missed.length}, merged wrongly ${merged.length}; ${unrelated.pairs} pairs of different stories, merged ${unrelated.merged}`,
    ...merged.map(
      (each) => `  wrong   ${each.language} ${each.story}: ${headline(each.one)} = ${headline(each.other)}`,
    ),
    ...missed.map(
      (each) => `  missed  ${each.language} ${each.story}: ${headline(each.one)} ≠ ${headline(each.other)}`,
    ),
  ];
}

/** Milliseconds to look up each of `texts` among the `memory` before it. */
function pace(texts: readonly string[]): number {
  const began = performance.now();
  const index = storyIndex<number>();
  texts.forEach((text, at) => {
    const signs = signsOf(text);
    index.find(signs);
    index.add(signs, at);
  });
  return performance.now() - began;
}

const texts = (['tuning', 'held-out'] as const).flatMap((set) =>
  labelledStories(set).flatMap((story) => story.texts.map((each) => each.text)),
);
const many = Array.from({ length: 1_000 }, (_, at) => texts[at % texts.length] ?? '');
const ms = pace(many);
if (json) process.stdout.write(`${JSON.stringify({ sets, pace: { texts: many.length, ms } }, null, 2)}\n`);
else {
  const report = Object.entries(sets).flatMap(([name, measured]) => lines(name, measured));
  report.push(`${many.length} topics, each compared with those before it: ${Math.round(ms)} ms`);
  process.stdout.write(`${report.join('\n')}\n`);
}
