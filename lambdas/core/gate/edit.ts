import { createHash } from 'node:crypto';
import type { Topic } from '../briefing/topic.ts';
import type { Issue } from '../issue/issue.ts';
import { oneLine } from '../mail/escape.ts';

/** What an editor may change of a draft. */
export interface Edits {
  /** Ids of topics that leave it. */
  readonly drop?: readonly string[];
  /** Ids of topics that come first in their sections, in this order. */
  readonly first?: readonly string[];
  /** Empty: each reader's first headline again. */
  readonly subject?: string;
  readonly preheader?: string;
}

export type Edited =
  | { readonly kind: 'edited'; readonly issue: Issue }
  /** A sentence for the editor; nothing was changed. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The draft with an editor's changes; a topic may be named by its id or the beginning of it. */
export function editIssue(issue: Issue, { drop = [], first = [], subject, preheader }: Edits): Edited {
  const ids = issue.topics.map((each) => each.id);
  for (const named of [...drop, ...first]) {
    const fits = ids.filter((id) => id.startsWith(named));
    if (fits.length === 1) continue;
    const which = fits.length === 0 ? 'has no topic' : 'has more than one topic';
    const known = issue.topics.map(({ id, headline }) => `\n  ${id}  ${headline}`).join('');
    return { kind: 'refused', reason: `${issue.id} ${which} ${JSON.stringify(named)}. It has:${known}` };
  }
  const whole = (named: string) => ids.find((id) => id.startsWith(named)) ?? named;
  const dropped = new Set(drop.map(whole));
  const topics = inOrder(
    issue.topics.filter(({ id }) => !dropped.has(id)),
    first.map(whole),
  );
  if (topics.length === 0) {
    return {
      kind: 'refused',
      reason: `Without these topics nothing is left of ${issue.id}: stop it with \`briefwire issues stop ${issue.id}\`.`,
    };
  }
  const left = issue.topics
    .filter(({ id }) => dropped.has(id))
    .map(({ id, headline }) => ({ topicId: id, headline, reason: 'the editor took it out' }));
  const leftOut = [...(issue.leftOut ?? []), ...left];
  const { subject: oldSubject, preheader: oldPreheader, ...rest } = issue;
  const lines = {
    subject: subject === undefined ? oldSubject : oneLine(subject),
    preheader: preheader === undefined ? oldPreheader : oneLine(preheader),
  };
  return {
    kind: 'edited',
    issue: {
      ...rest,
      ...(lines.subject && { subject: lines.subject }),
      ...(lines.preheader && { preheader: lines.preheader }),
      topics,
      ...(leftOut.length > 0 && { leftOut }),
      contentHash: createHash('sha256')
        .update(JSON.stringify({ topics, ...lines }))
        .digest('hex'),
    },
  };
}

/** Sections stay where they are: they are those of the config, in its order. */
function inOrder(topics: readonly Topic[], first: readonly string[]): Topic[] {
  const sections = [...new Set(topics.map((each) => each.section))];
  const rank = ({ id }: Topic) => (first.includes(id) ? first.indexOf(id) : first.length);
  return sections.flatMap((section) =>
    topics.filter((each) => each.section === section).sort((one, other) => rank(one) - rank(other)),
  );
}
