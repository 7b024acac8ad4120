import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import { oneLine } from '../mail/escape.ts';
import type { ArchiveEntry } from './archive.ts';

/** Search engines and cards show about this much. */
const DESCRIPTION = 200;

/** What the archive's lists and feeds say of an issue. Throws on an issue without topics, which is none to archive. */
export function entryOf(issue: Issue, newsletter: Newsletter): ArchiveEntry {
  const [first, ...others] = issue.topics;
  if (!first) throw new Error(`issue ${issue.id} has no topics: there is nothing to archive`);
  const title = issue.subject ?? first.headline;
  const also = (issue.subject ? [first, ...others] : others).map((each) => each.headline).join(' · ');
  const sections = newsletter.sections.flatMap(({ id }) => {
    const own = issue.topics.filter((topic) => topic.section === id);
    const topics = own.map((topic) => ({ id: topic.id, headline: topic.headline, summary: topic.summary }));
    return topics.length > 0 ? [{ id, topics }] : [];
  });
  return {
    id: issue.id,
    uri: tagUri(newsletter.siteUrl, issue),
    title,
    description: shortened(oneLine(issue.preheader ?? (also || first.summary))),
    language: issue.language,
    ...(issue.edition !== undefined && { edition: issue.edition }),
    publishedAt: issue.frozenAt,
    sections,
  };
}

/** RFC 4151: a name of our domain on that day. It does not change when the address of the archive does. */
function tagUri(siteUrl: string, { id, frozenAt }: Issue): string {
  return `tag:${new URL(siteUrl).hostname},${frozenAt.slice(0, 10)}:issue:${encodeURIComponent(id)}`;
}

function shortened(text: string): string {
  if (text.length <= DESCRIPTION) return text;
  const cut = text.slice(0, DESCRIPTION);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), DESCRIPTION / 2)).trimEnd()}…`;
}
