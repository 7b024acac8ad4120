import { parseArgs } from 'node:util';
import { bundles } from './bundles.ts';
import { startChild } from './child.ts';
import { byMjml, bySplice, byTemplate } from './contenders.ts';
import { endToEnd } from './end-to-end.ts';
import { takeTurns } from './measure.ts';
import { type Finding, holds, table } from './report.ts';
import { readerNumber, sample } from './sample.ts';

/** `npm run bench [-- --json] [-- --short]`: ratios, measured in one run; exit 1 when one misses its bound. */
const { values } = parseArgs({ options: { json: { type: 'boolean' }, short: { type: 'boolean' } } });
const effort = values.short
  ? { rounds: 5, mails: 150, loads: 3, readers: 1_000 }
  : { rounds: 15, mails: 600, loads: 9, readers: 5_000 };
const say = (text: string) => process.stderr.write(`${text}\n`);
const ms = (value: number) => `${Number(value.toPrecision(3))} ms`;

say('Preparing a mail …');
const subject = await sample();
const [splice, mjml, template] = [bySplice(subject), byMjml(subject), byTemplate(subject)];
const prepared = await takeTurns(
  {
    splice: { calls: 2_000, run: (index) => splice(readerNumber(index)) },
    mjml: { calls: 10, run: (index) => mjml(readerNumber(index)) },
    template: { calls: 100, run: (index) => template(readerNumber(index)) },
  },
  effort.rounds,
);
const findings: Finding[] = [
  {
    what: 'prepare: splice against (a) Handlebars + MJML + nodemailer',
    value: prepared.mjml / prepared.splice,
    unit: 'x',
    atLeast: 150,
    detail: `${ms(prepared.splice)} against ${ms(prepared.mjml)}`,
  },
  {
    what: 'prepare: splice against (b) compiled Handlebars + nodemailer',
    value: prepared.template / prepared.splice,
    unit: 'x',
    atLeast: 20,
    detail: `${ms(prepared.splice)} against ${ms(prepared.template)}`,
  },
];

say('Preparing and sending over loopback …');
const sent = await endToEnd({ splice, mjml, template }, effort.mails);
findings.push(
  {
    what: 'end to end with SES calls: splice against (a)',
    value: sent.mjml / sent.splice,
    unit: 'x',
    atLeast: 10,
    detail: `${ms(sent.splice)} against ${ms(sent.mjml)}`,
  },
  {
    what: 'end to end with SES calls: splice against (b)',
    value: sent.template / sent.splice,
    unit: 'x',
    atLeast: 1.8,
    detail: `${ms(sent.splice)} against ${ms(sent.template)}`,
  },
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

say('Sending at concurrency 32 …');
const sink = await startChild<{ endpoint: string }>('ses-sink.ts');
const { said: memory } = await startChild<{ accepted: number; megabytes: number }>(
  'memory.ts',
  sink.said.endpoint,
  String(effort.readers),
);
sink.process.kill();
if (memory.accepted !== effort.readers)
  throw new Error(`${memory.accepted} of ${effort.readers} mails were sent`);
findings.push({
  what: `peak memory of a sender, 32 calls at once, ${effort.readers} readers`,
  value: memory.megabytes,
  unit: 'MB',
  atMost: 256,
  detail: 'resident set',
});

process.stdout.write(values.json ? `${JSON.stringify({ findings }, null, 2)}\n` : `${table(findings)}\n`);
process.exitCode = findings.every(holds) ? 0 : 1;
