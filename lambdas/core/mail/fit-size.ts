import { Buffer } from 'node:buffer';
import type { Topic } from '../briefing/topic.ts';
import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import type { DraftNote } from './compile-draft.ts';
import type { Draft } from './draft.ts';
import type { Locale } from './locale.ts';
import { type Parts, renderParts } from './render-parts.ts';
import type { TemplateSet } from './template-set.ts';

/** Gmail shows about 102 KB of a mail's HTML and hides the rest, the unsubscribe link with it. Bytes. */
export const MOST_HTML = 100_000;

/** What a reader's own data may take of that, for each gap: an address has at most 254 characters, a URL about 200. */
const GAP_ALLOWANCE = 260;
/** Markup around a trimmed topic's link to the archive. */
const LINK_ALLOWANCE = 350;

/** Even with every topic cut back to its summary the HTML is over the limit. Nothing was frozen. */
export class IssueTooLarge extends Error {
  readonly bytes: number;
  constructor(issueId: string, bytes: number, topics: number) {
    super(
      `Issue ${issueId} has ${Math.ceil(bytes / 1000)} KB of HTML with all ${topics} topics cut back to their summaries; ` +
        `Gmail hides what is over ${MOST_HTML / 1000} KB. Put fewer topics into it (maxTopics of the edition), or shorten their summaries.`,
    );
    this.name = 'IssueTooLarge';
    this.bytes = bytes;
  }
}

export interface FittedParts {
  readonly parts: Parts;
  /** Ids of topics cut back to their summary, with a link to the rest. */
  readonly trimmed: ReadonlySet<string>;
  /** Bytes of HTML for a reader of every topic, at most. */
  readonly htmlBytes: number;
}

/** Renders the issue and, as long as its HTML is over the limit, cuts bodies back from the last topic upward. */
export async function fitSize(
  issue: Issue,
  newsletter: Newsletter,
  locale: Locale,
  templates: TemplateSet,
  draft?: DraftNote,
): Promise<FittedParts> {
  let trimmed: ReadonlySet<string> = new Set();
  for (;;) {
    const parts = await renderParts(issue, newsletter, locale, templates, {
      trimmed,
      ...(draft && { draft }),
    });
    const bytes = htmlBytes(parts.html);
    if (bytes <= MOST_HTML) return { parts, trimmed, htmlBytes: bytes };
    const more = trimMore(issue.topics, trimmed, bytes - MOST_HTML);
    if (more.size === trimmed.size) throw new IssueTooLarge(issue.id, bytes, issue.topics.length);
    trimmed = more;
  }
}

export function htmlBytes(drafts: readonly Draft[]): number {
  return drafts.reduce(
    (sum, draft) => sum + ('text' in draft ? Buffer.byteLength(draft.text) : GAP_ALLOWANCE),
    0,
  );
}

/** The next topics from the end, at least one, until what they save by estimate is enough. */
function trimMore(topics: readonly Topic[], trimmed: ReadonlySet<string>, excess: number): Set<string> {
  const more = new Set(trimmed);
  let saved = 0;
  for (const topic of topics.toReversed()) {
    if (saved >= excess) break;
    const gain = Buffer.byteLength(topic.html ?? topic.body) - Buffer.byteLength(topic.summary);
    if (more.has(topic.id) || gain <= LINK_ALLOWANCE) continue;
    more.add(topic.id);
    saved += gain - LINK_ALLOWANCE;
  }
  return more;
}
