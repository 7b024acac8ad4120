import { readingMinutes } from '../briefing/reading-time.ts';
import type { Topic } from '../briefing/topic.ts';
import type { Issue } from '../issue/issue.ts';
import { localName } from '../local-name.ts';
import { directionOf } from '../mail/direction.ts';
import { dateline } from '../mail/issue-facts.ts';
import { shownSources } from '../mail/issue-view.ts';
import type { ArchiveEntry } from './archive.ts';
import type { ArchiveRenderer } from './frame.ts';
import { issueData } from './structured-data.ts';
import { topicBody } from './topic-body.ts';

/**
 * The page of an issue: all of its topics, whole, and nothing of any reader: it is made from the issue alone, which holds
 * none. `previous` is the issue before it. Throws TemplateFault.
 */
export function issuePage(
  renderer: ArchiveRenderer,
  issue: Issue,
  entry: ArchiveEntry,
  previous: ArchiveEntry | undefined,
): string {
  const { newsletter, links } = renderer;
  const language = renderer.language(issue.language);
  const { phrase } = renderer.locale(language);
  const words = issue.topics.reduce((sum, topic) => sum + topic.words, 0);
  const image = issue.topics.find((topic) => topic.image)?.image?.src;
  const view = {
    title: entry.title,
    dateline: dateline(issue, newsletter, language),
    publishedAt: issue.frozenAt,
    count: phrase('mail.count', { count: issue.topics.length }),
    minutes: phrase('mail.minutes', { count: readingMinutes(words) }),
    topicsLanguage: issue.language,
    titleDirection: directionOf(entry.title),
    topicsDirection: directionOf(issue.topics[0]?.headline ?? ''),
    sections: newsletter.sections.flatMap(({ id, title }) => {
      const own = issue.topics.filter((topic) => topic.section === id);
      if (own.length === 0) return [];
      const topics = own.map((topic) => topicView(topic, issue, phrase));
      return { id, title: localName(title, language, newsletter.language), url: links.section(id), topics };
    }),
    previous: previous ? { url: links.issue(previous.id), title: previous.title } : false,
    afterUrl: links.after(issue.id),
  };
  return renderer.render({
    template: 'issue',
    language,
    title: entry.title,
    description: entry.description,
    url: links.issue(issue.id),
    kind: 'article',
    publishedAt: issue.frozenAt,
    ...(image && { image }),
    data: issueData(issue, entry, { newsletter, links, language }),
    view,
  });
}

function topicView(
  topic: Topic,
  issue: Issue,
  phrase: (key: string, values?: Record<string, number>) => string,
) {
  return {
    id: topic.id,
    headline: topic.headline,
    minutes: phrase('mail.minutes', { count: readingMinutes(topic.words) }),
    ...topicBody(topic),
    link: topic.link ?? '',
    sources: shownSources(topic),
    image: topic.image ?? false,
    language: issue.language,
    direction: directionOf(topic.headline),
  };
}
