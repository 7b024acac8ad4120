import { type Command, InvalidArgumentError } from 'commander';
import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import { standingInWords } from '../../lambdas/core/gate/approval.ts';
import { decideDraft } from '../../lambdas/core/gate/decide.ts';
import { draftSlot } from '../../lambdas/core/gate/draft-slot.ts';
import { editDraft } from '../../lambdas/core/gate/edit-draft.ts';
import { releaseDraft } from '../../lambdas/core/gate/release.ts';
import { whenInWords } from '../../lambdas/core/gate/when.ts';
import { nextSlot } from '../../lambdas/core/issue/due.ts';
import type { IssueHead } from '../../lambdas/core/issue/issue.ts';
import { slotId } from '../../lambdas/core/issue/slot.ts';
import type { Context } from '../context.ts';
import { paint, UsageError, WorkFailed } from '../output.ts';
import type { System } from '../system.ts';
import { workOff } from '../work-off.ts';

interface EditOptions {
  readonly drop?: readonly string[];
  readonly first?: readonly string[];
  readonly subject?: string;
  readonly preheader?: string;
}

const several = (value: string, before: readonly string[] = []): readonly string[] => {
  const named = value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  if (named.length === 0) throw new InvalidArgumentError('Name one or more topics by their ids.');
  return [...before, ...named];
};

/** Adds `issues draft|approve|stop|edit`: what an editor says about an issue before it goes out. */
export function addDraftCommands(issues: Command, context: Context): void {
  issues
    .command('draft')
    .description("make the draft of an edition's next slot now (again), and mail it to the editor")
    .argument('<edition>')
    .action((edition: string) => draft(context, edition));
  issues
    .command('approve')
    .description('let a draft go out at its time; at once when that is past')
    .argument('<issue>')
    .action((id: string) => decide(context, id, 'approved'));
  issues
    .command('stop')
    .description('keep a draft from going out; `approve` takes it back until its time')
    .argument('<issue>')
    .action((id: string) => decide(context, id, 'stopped'));
  issues
    .command('edit')
    .description('change a draft until its freeze; it is rendered and mailed again')
    .argument('<issue>')
    .option('--drop <topics>', 'leave these out: ids, or their beginnings, separated by commas', several)
    .option('--first <topics>', 'put these first in their sections, in this order', several)
    .option('--subject <text>', "the subject; empty: each reader's first headline")
    .option('--preheader <text>', 'the line beside the subject; empty: the next headlines')
    .action((id: string, options: EditOptions) => edit(context, id, options));
}

/** What the gate's core asks for, from a system. */
const gateOf = (system: System) => ({ ...system, collect: collectBriefing, report: () => undefined });

async function draft(context: Context, editionId: string): Promise<void> {
  await context.withSystem(async (system) => {
    const { newsletter, clock } = system;
    const edition = newsletter.editions.find((each) => each.id === editionId);
    if (!edition) {
      const known = newsletter.editions.map((each) => each.id).join(', ');
      throw new UsageError(`There is no edition ${JSON.stringify(editionId)}; the newsletter has ${known}.`);
    }
    if (edition.approval === 'none') {
      throw new UsageError(
        `The edition "${editionId}" asks no editor: set \`approval: 'required'\` or \`'unless-stopped'\` in newsletter.config.ts.`,
      );
    }
    const timeZone = edition.timeZone ?? newsletter.timeZone;
    const slot = nextSlot({ cron: edition.cron, timeZone }, clock.now());
    if (!slot) throw new WorkFailed(`The edition "${editionId}" has no slot any more: look at its cron.`);
    const made = await draftSlot(gateOf(system), edition, slot, { again: true });
    if (!made) {
      throw new WorkFailed(
        `Nothing waits for ${slotId(edition.id, slot, timeZone)}: put a briefing into the inbox (\`briefwire inbox add FILE\`).`,
      );
    }
    await workOff(system);
    showDraft(context, system, made, 'Draft made and mailed.');
  });
}

async function decide(context: Context, id: string, said: 'approved' | 'stopped'): Promise<void> {
  await context.withSystem(async (system) => {
    const deps = gateOf(system);
    const decided = await decideDraft(deps, id, said, { by: 'cli' });
    if (decided.kind === 'no-draft') throw new WorkFailed(noDraft(id, decided.issue));
    const past = decided.draft.approval.releaseAt <= system.clock.now().toISOString();
    const released = past ? await releaseDraft(deps, id) : undefined;
    if (released?.kind === 'released') {
      await workOff(system);
      context
        .output()
        .result({ issue: id, state: 'frozen' }, `Issue ${paint.bold(id)} is approved and goes out now.`);
      return;
    }
    showDraft(context, system, decided.draft, decided.kind === 'already' ? 'It was so already.' : 'Done.');
  });
}

async function edit(context: Context, id: string, options: EditOptions): Promise<void> {
  if (Object.keys(options).length === 0) {
    throw new UsageError('Say what to change: --drop, --first, --subject or --preheader.');
  }
  await context.withSystem(async (system) => {
    const edited = await editDraft(gateOf(system), id, options);
    if (edited.kind === 'refused') throw new WorkFailed(edited.reason);
    await workOff(system);
    showDraft(context, system, edited.draft, 'Changed, and mailed again.');
  });
}

function noDraft(id: string, issue: IssueHead | undefined): string {
  if (!issue) return `There is no issue ${id}: \`briefwire issues list\` shows them.`;
  const state = issue.state === 'closed' ? `closed (${issue.outcome})` : issue.state;
  const rest =
    issue.state === 'closed' ? '' : ` \`briefwire issues pause ${id}\` stops what has not gone out.`;
  return `${id} is no draft (any more): it is ${state}.${rest}`;
}

/** A draft in words: what holds of it, its topics with their ids, its findings. */
export function draftLines(
  { id, edition, approval }: IssueHead,
  { newsletter, clock }: Pick<System, 'newsletter' | 'clock'>,
): string[] {
  if (!approval) return [];
  const zone = newsletter.editions.find((each) => each.id === edition)?.timeZone ?? newsletter.timeZone;
  return [
    `${paint.bold(id)}  draft, version ${approval.version}`,
    standingInWords(approval, clock.now(), whenInWords(approval.releaseAt, zone)),
    ...approval.topics.map((each) => `  ${each.id}  ${each.section.padEnd(10)} ${each.headline}`),
    ...approval.findings.map(
      ({ level, message }) =>
        `${level === 'error' ? paint.red('error') : paint.yellow('warning')} ${message}`,
    ),
    approval.findings.length === 0 ? paint.green('No findings.') : `${approval.findings.length} finding(s)`,
  ];
}

function showDraft(context: Context, system: System, head: IssueHead, said: string): void {
  const { id, approval } = head;
  context
    .output()
    .result({ issue: id, state: 'draft', approval }, [said, ...draftLines(head, system)].join('\n'));
}
