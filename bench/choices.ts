import { fileURLToPath } from 'node:url';
import { loadTemplates } from '../lambdas/adapters/file-templates.ts';
import { compileSkeleton } from '../lambdas/core/mail/compile-skeleton.ts';
import type { MailReader, Skeleton } from '../lambdas/core/mail/skeleton.ts';
import { spliceMail } from '../lambdas/core/mail/splice.ts';
import { EIGHT_SECTIONS, issueOfEightSections, randomChoices } from '../tests/support/eight-sections.ts';
import { median, ratio } from './measure.ts';
import { readerNumber } from './readers.ts';

const AT = new Date('2026-11-24T06:00:00Z');
const READERS = 2_000;

/** Milliseconds a mail in each round: everybody gets the whole issue, or everybody their own choice of eight sections. */
export interface ChoiceCosts {
  readonly common: readonly number[];
  readonly chosen: readonly number[];
  /** Different choices among the readers. */
  readonly choices: number;
}

/** What the mails of 2,000 readers cost, from an issue that was just loaded. */
export async function choiceCosts(rounds: number): Promise<ChoiceCosts> {
  const templates = await loadTemplates(fileURLToPath(new URL('../templates', import.meta.url)));
  const { issue, newsletter } = issueOfEightSections();
  const skeleton = await compileSkeleton(issue, 'en', newsletter, templates);
  const chosen = randomChoices(READERS).map((sections, index) => ({ ...readerNumber(index), sections }));
  const common = chosen.map((reader) => ({ ...reader, sections: EIGHT_SECTIONS }));
  const costs = { common: [] as number[], chosen: [] as number[] };
  for (let round = -2; round < rounds; round += 1) {
    const [one, other] = [msPerMail(skeleton, common), msPerMail(skeleton, chosen)];
    // The first two warm the compiler up.
    if (round < 0) continue;
    costs.common.push(one);
    costs.chosen.push(other);
  }
  return { ...costs, choices: new Set(chosen.map(({ sections }) => sections.join())).size };
}

function msPerMail(skeleton: Skeleton, readers: readonly MailReader[]): number {
  // What is kept of a skeleton is kept for the object: another one begins anew, as a process does.
  const loaded = structuredClone(skeleton);
  const began = performance.now();
  for (const reader of readers) {
    if (spliceMail(loaded, reader, AT).kind !== 'mail') throw new Error('the reader has no topics');
  }
  return (performance.now() - began) / readers.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { common, chosen, choices } = await choiceCosts(15);
  console.log(
    `${choices} choices: ${ratio(chosen, common)} x, ${median(chosen)} ms against ${median(common)} ms`,
  );
}
