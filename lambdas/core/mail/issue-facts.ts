import { archiveLinks } from '../archive/archive.ts';
import type { Topic } from '../briefing/topic.ts';
import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import { localName } from '../local-name.ts';

/**
 * The day an issue was frozen on, in its edition's time zone and written as the language does: as its region does when
 * the newsletter names one (`en-GB`) and the mail is in that language.
 */
export function issueDate(
  issue: Pick<Issue, 'edition' | 'frozenAt'>,
  newsletter: Newsletter,
  language: string,
): string {
  const edition = newsletter.editions.find((each) => each.id === issue.edition);
  const regional = newsletter.language.split('-')[0] === language ? newsletter.language : language;
  return new Intl.DateTimeFormat(regional, {
    dateStyle: 'full',
    timeZone: edition?.timeZone ?? newsletter.timeZone,
  }).format(new Date(issue.frozenAt));
}

/** `Daily · Tuesday, 24 November 2026`, or the date alone for an ad-hoc issue. */
export function dateline(issue: Issue, newsletter: Newsletter, language: string): string {
  const edition = newsletter.editions.find((each) => each.id === issue.edition);
  const date = issueDate(issue, newsletter, language);
  return edition ? `${localName(edition.title, language, newsletter.language)} · ${date}` : date;
}

/** Whether an issue gets a page in the archive: the archive is on, and it is no test copy for a few. */
export function isArchived(
  { archive }: Pick<Newsletter, 'archive'>,
  { audience, topics }: Pick<Issue, 'audience' | 'topics'>,
): boolean {
  const test = audience.kind === 'listed' || (audience.kind === 'recipients' && audience.listed === true);
  return archive !== false && !test && topics.length > 0;
}

/** The issue's page in the archive; `undefined` when it has none. */
export function archiveUrl(newsletter: Newsletter, issue: Issue): string | undefined {
  return isArchived(newsletter, issue) ? archiveLinks(newsletter.siteUrl).issue(issue.id) : undefined;
}

/** Where the rest of a trimmed topic stands; `undefined` when the issue has no page. */
export function restUrl(newsletter: Newsletter, issue: Issue, topic: Topic): string | undefined {
  if (!isArchived(newsletter, issue)) return undefined;
  return archiveLinks(newsletter.siteUrl).topic(issue.id, topic.id);
}
