import { createHash } from 'node:crypto';
import type { CollectedBriefing, Topic } from '../briefing/topic.ts';
import type { Edition, Newsletter } from '../config.ts';
import { durationMs } from '../duration.ts';
import { oneLine } from '../mail/escape.ts';
import type { AudienceQuery, Issue, LeftOut, TakenBriefing } from './issue.ts';
import { candidatesOf, inOrder, orderInWords } from './order-topics.ts';
import { type ToldTopic, tellOnce } from './tell-once.ts';

/** An ad-hoc issue has no edition to limit it; this is the most that an edition may ask for. */
const MOST_TOPICS = 40;

export interface IssueInput {
  /** `<edition>.<local date and time of its slot>`, or the NAME of an ad-hoc send. */
  readonly id: string;
  /** Its sections and its `maxTopics` choose among the topics; absent for an ad-hoc issue. */
  readonly edition?: Edition;
  readonly audience: AudienceQuery;
  readonly collected: readonly CollectedBriefing[];
  readonly briefings: readonly TakenBriefing[];
  /** ISO 8601; see `Issue.inboxCutoff`. */
  readonly inboxCutoff?: string;
  /** ISO 8601; see `Issue.topicsCutoff`. */
  readonly topicsCutoff?: string;
  /** What earlier issues told and this one does not tell again; default: nothing. */
  readonly told?: readonly ToldTopic[];
  readonly newsletter: Newsletter;
  readonly now: Date;
  /** See `Issue.nextSlotAt`. */
  readonly nextSlotAt?: Date;
  /** Wins over the subject that a briefing brings. */
  readonly subject?: string;
}

export type ComposedIssue =
  | { readonly kind: 'composed'; readonly issue: Issue; readonly leftOut: readonly LeftOut[] }
  /** Nothing is left to send: the slot is skipped. */
  | { readonly kind: 'no-topics'; readonly leftOut: readonly LeftOut[] }
  /** Fewer topics than the edition's `minimumTopics`: they wait for the next slot. `reason` is a clause for the owner. */
  | { readonly kind: 'too-few'; readonly reason: string; readonly leftOut: readonly LeftOut[] };

/**
 * Puts the topics of some briefings into one frozen issue: the edition's sections, each story once, the first
 * `maxTopics` in the edition's order, then by section in the config's order. `languages` holds the newsletter's own until
 * the languages that were rendered are known.
 */
export function composeIssue(input: IssueInput): ComposedIssue {
  const { taken, leftOut, came } = choose(input);
  if (taken.length === 0) return { kind: 'no-topics', leftOut };
  const { edition } = input;
  if (edition && taken.length < edition.minimumTopics) {
    const reason = `it has ${counted(taken.length)}, and the edition wants at least ${edition.minimumTopics}`;
    return { kind: 'too-few', reason, leftOut };
  }
  const topics = withUniqueHeadlines(bySection(taken, input.newsletter));
  const subject = firstLine([input.subject, ...input.collected.map((each) => each.subject)]);
  const preheader = firstLine(input.collected.map((each) => each.preheader));
  const issue: Issue = {
    id: input.id,
    ...(edition && { edition: edition.id }),
    state: 'frozen',
    audience: input.audience,
    ...(subject && { subject }),
    ...(preheader && { preheader }),
    topics,
    language: mainLanguage(input.collected, topics),
    contentHash: contentHash(topics, subject, preheader),
    frozenAt: input.now.toISOString(),
    briefings: input.briefings,
    ...(input.inboxCutoff && { inboxCutoff: input.inboxCutoff }),
    ...(input.topicsCutoff && { topicsCutoff: input.topicsCutoff }),
    ...(leftOut.length > 0 && { leftOut }),
    languages: [input.newsletter.language],
    ...(edition && { decisions: decisionsOf(edition, taken.length, came) }),
    ...(input.nextSlotAt && { nextSlotAt: input.nextSlotAt.toISOString() }),
    ...(edition?.expiresAfter && { expiresAfterMs: durationMs(edition.expiresAfter) }),
  };
  return { kind: 'composed', issue, leftOut };
}

/** The edition's rules and what they came to, as sentences for the owner. */
function decisionsOf({ order, expiresAfter }: Edition, taken: number, came: number): string[] {
  return [
    `${counted(taken)} of ${came} that came, ${orderInWords(order)}.`,
    ...(expiresAfter
      ? [`A mail that could not go ${expiresAfter} after its reader's hour goes no more.`]
      : []),
  ];
}

const counted = (topics: number) => `${topics} ${topics === 1 ? 'topic' : 'topics'}`;

function choose(input: IssueInput): { taken: Topic[]; leftOut: LeftOut[]; came: number } {
  const { edition, newsletter } = input;
  const known = new Set(newsletter.sections.map((each) => each.id));
  const wanted = new Set(edition?.sections ?? known);
  const most = edition?.maxTopics ?? MOST_TOPICS;
  const taken = new Map<string, Topic>();
  const takes = ({ section }: Topic) => known.has(section) && wanted.has(section);
  const { collected, leftOut: repeated } = tellOnce(input.collected, { told: input.told ?? [], takes });
  const leftOut: LeftOut[] = [...repeated];
  const order = edition?.order ?? [];
  for (const { topic } of inOrder(candidatesOf(collected, newsletter.sources), order)) {
    const reason = !known.has(topic.section)
      ? `the newsletter has no section "${topic.section}"`
      : !wanted.has(topic.section)
        ? `the edition does not take the section "${topic.section}"`
        : taken.has(topic.id)
          ? 'the same text is in this issue already'
          : taken.size >= most
            ? `the issue is full: at most ${most} topics${edition ? `, ${orderInWords(order)}` : ''}`
            : undefined;
    if (reason === undefined) taken.set(topic.id, withLineFeeds(topic));
    else leftOut.push({ topicId: topic.id, headline: topic.headline, reason });
  }
  const came = input.collected.reduce((sum, each) => sum + each.topics.length, 0);
  return { taken: [...taken.values()], leftOut, came };
}

/** Mail has its own line ends; in an issue they are all LF, so that the same text has one hash. */
function withLineFeeds(topic: Topic): Topic {
  const plain = (text: string) => text.replace(/\r\n?/g, '\n');
  const { body, summary, html } = topic;
  return {
    ...topic,
    body: plain(body),
    summary: plain(summary),
    ...(html !== undefined && { html: plain(html) }),
  };
}

function bySection(topics: readonly Topic[], newsletter: Newsletter): Topic[] {
  return newsletter.sections.flatMap((section) => topics.filter((topic) => topic.section === section.id));
}

/** Two briefings may bring one headline for two texts; the contents list and the subject need to tell them apart. */
function withUniqueHeadlines(topics: readonly Topic[]): Topic[] {
  const seen = new Set<string>();
  return topics.map((topic) => {
    const plain = oneLine(topic.headline);
    let headline = plain;
    for (let copy = 2; seen.has(headline.toLowerCase()); copy++) headline = `${plain} (${copy})`;
    seen.add(headline.toLowerCase());
    return { ...topic, headline };
  });
}

/** The language of most topics; the earlier briefing wins a draw. */
function mainLanguage(collected: readonly CollectedBriefing[], topics: readonly Topic[]): string {
  const ids = new Set(topics.map((each) => each.id));
  const counts = new Map<string, number>();
  for (const each of collected) {
    const own = each.topics.filter((topic) => ids.has(topic.id)).length;
    counts.set(each.language, (counts.get(each.language) ?? 0) + own);
  }
  const [first] = [...counts].sort((one, other) => other[1] - one[1]);
  return first?.[0] ?? 'en';
}

function firstLine(candidates: readonly (string | undefined)[]): string | undefined {
  return candidates.map((each) => oneLine(each ?? '')).find((each) => each !== '');
}

function contentHash(topics: readonly Topic[], subject?: string, preheader?: string): string {
  return createHash('sha256').update(JSON.stringify({ topics, subject, preheader })).digest('hex');
}
