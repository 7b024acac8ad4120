import { parseArgs } from 'node:util';
import { untilHeld } from './again.ts';
import { bundles } from './bundles.ts';
import { choiceCosts } from './choices.ts';
import { byMjml, bySplice, byTemplate } from './contenders.ts';
import { endToEnd } from './end-to-end.ts';
import { imports } from './imports.ts';
import { median, ratio, takeTurns } from './measure.ts';
import { pacing } from './pacing/pacing.ts';
import { peakMemory } from './peak-memory.ts';
import { planningMemory } from './planning-memory.ts';
import { readerNumber } from './readers.ts';
import { type Finding, holds, table } from './report.ts';
import { sample } from './sample.ts';
import { signUpTimes, spread } from './sign-up-times.ts';
import { synthTime } from './synth.ts';
import { topicWindow } from './topic-window.ts';

/** `npm run bench [-- --json] [-- --short]`: ratios, measured in one run; exit 1 when one misses its bound. */
const { values } = parseArgs({ options: { json: { type: 'boolean' }, short: { type: 'boolean' } } });
const effort = values.short
  ? { choices: 7, signUps: 7, rounds: 15, turns: 9, loads: 3, readers: 1_000, lists: [10_000, 100_000] }
  : {
      choices: 21,
      signUps: 21,
      rounds: 45,
      turns: 31,
      loads: 9,
      readers: 5_000,
      lists: [10_000, 100_000, 1_000_000],
    };
const files = values.short ? [2_000, 10_000] : [10_000, 100_000];
const grants = values.short
  ? { warmMs: 3_000, windowMs: 8_000, cpuCalls: 100 }
  : { warmMs: 5_000, windowMs: 60_000, cpuCalls: 400 };
const say = (text: string) => process.stderr.write(`${text}\n`);
const ms = (value: number) => `${Number(value.toPrecision(3))} ms`;

/** How many times as long the other takes, by medians of the same run. */
const against = (
  what: string,
  own: readonly number[],
  other: readonly number[],
  atLeast: number,
): Finding => ({
  what,
  value: ratio(other, own),
  unit: 'x',
  atLeast,
  detail: `${ms(median(own))} against ${ms(median(other))}`,
});

say('Preparing a mail …');
const subject = await sample();
const [splice, mjml, template] = [bySplice(subject), byMjml(subject), byTemplate(subject)];
const prepared = await takeTurns(
  {
    splice: { calls: 500, run: (index) => splice(readerNumber(index)) },
    mjml: { calls: 3, run: (index) => mjml(readerNumber(index)) },
    template: { calls: 20, run: (index) => template(readerNumber(index)) },
  },
  effort.rounds,
);
const findings: Finding[] = [
  against('prepare: splice against (a) Handlebars + MJML + nodemailer', prepared.splice, prepared.mjml, 150),
  against(
    'prepare: splice against (b) compiled Handlebars + nodemailer',
    prepared.splice,
    prepared.template,
    20,
  ),
];

say("Preparing each reader's own choice of sections …");
const { common, chosen, choices } = await choiceCosts(effort.choices);
findings.push({
  what: "prepare: 2,000 readers' own choices of 8 sections against one issue for all",
  value: ratio(chosen, common),
  unit: 'x',
  atMost: 1.3,
  detail: `${choices} choices, ${ms(median(chosen))} against ${ms(median(common))} a mail`,
});

say('Preparing and sending over loopback …');
findings.push(
  ...(await untilHeld(async () => {
    const sent = await endToEnd({ splice, mjml, template }, effort.turns);
    return [
      against('end to end with SES calls: splice against (a)', sent.splice, sent.mjml, 10),
      against('end to end with SES calls: splice against (b)', sent.splice, sent.template, 1.8),
    ];
  }, say)),
);

say('Loading the bundles …');
const { sender, renderer } = await bundles(subject.newsletter, effort.loads);
findings.push(
  {
    what: "load time: the sender's bundle against the renderer's",
    value: sender.loadMs / renderer.loadMs,
    unit: 'x',
    atMost: 1 / 2.5,
    detail: `${ms(sender.loadMs)} against ${ms(renderer.loadMs)}`,
  },
  {
    what: "size: the sender's bundle against the renderer's",
    value: sender.bytes / renderer.bytes,
    unit: 'x',
    atMost: 1 / 5,
    detail: `${Math.ceil(sender.bytes / 1024)} KB against ${Math.ceil(renderer.bytes / 1024)} KB`,
  },
);

say('Synthesizing the stacks …');
const synth = await synthTime(effort.turns > 9 ? 5 : 3);
findings.push({
  what: 'synth of both stacks with their checks, bundles built before',
  value: synth.cpuSeconds,
  unit: 's',
  // About 5 s on an idle machine; ten of processor time where others work on the same two cores.
  atMost: 20,
  detail: `processor time; ${synth.wallSeconds.toFixed(1)} s by the clock, best of a few, without the cdk command`,
});

say('Sending at concurrency 32 …');
const memory = await peakMemory(subject, effort.readers);
if (memory.accepted !== effort.readers)
  throw new Error(`${memory.accepted} of ${effort.readers} mails were sent`);
findings.push({
  what: `peak memory of a sender, 32 calls at once, ${effort.readers} readers`,
  value: memory.megabytes,
  unit: 'MB',
  atMost: 256,
  detail: 'resident set, young generation capped at 8 MB a half',
});

say('Freezing and planning long lists …');
findings.push(...(await planningMemory(subject, effort.lists)));

say('Reading a window of 10,000 topics …');
const window = await topicWindow();
if (window) {
  const { day, all } = window;
  findings.push({
    what: "read units: a day's slot against the whole table of topics",
    value: day.units / all.units,
    unit: 'x',
    atMost: 1 / 40,
    detail: `${day.units} units for ${day.topics} topics, ${all.units} for all ${all.topics}`,
  });
}

say('Signing addresses up …');
const answered = await signUpTimes(effort.signUps);
const bare = await signUpTimes(effort.signUps, 0);
if (answered && bare) {
  const medians = Object.entries(answered).map(([kind, value]) => `${kind} ${ms(value)}`);
  findings.push({
    what: 'sign-up: the slowest median of five kinds of address against the fastest',
    value: spread(answered),
    unit: 'x',
    atMost: 1.1,
    detail: `${medians.join(', ')}; ${spread(bare).toPrecision(2)} x without the least time`,
  });
}

say(`Importing ${files.at(-1)} rows and undoing it …`);
findings.push(...(await imports(files)));

say(`Using up grants of SES, ${grants.windowMs / 1000} s each …`);
findings.push(...(await untilHeld(() => pacing(subject, grants), say)));

process.stdout.write(values.json ? `${JSON.stringify({ findings }, null, 2)}\n` : `${table(findings)}\n`);
process.exitCode = findings.every(holds) ? 0 : 1;
