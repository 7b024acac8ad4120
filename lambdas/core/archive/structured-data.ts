import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import { localName } from '../local-name.ts';
import type { ArchiveEntry, ArchiveLinks } from './archive.ts';

const CONTEXT = 'https://schema.org';

/** An issue as schema.org has it: an issue of a periodical, with its topics as articles. */
export function issueData(
  issue: Issue,
  entry: ArchiveEntry,
  { newsletter, links, language }: { newsletter: Newsletter; links: ArchiveLinks; language: string },
): object {
  const titles = new Map(newsletter.sections.map(({ id, title }) => [id, title]));
  const sectionOf = (id: string) => localName(titles.get(id) ?? id, language, newsletter.language);
  return {
    '@context': CONTEXT,
    '@type': 'PublicationIssue',
    '@id': links.issue(issue.id),
    url: links.issue(issue.id),
    name: entry.title,
    description: entry.description,
    issueNumber: issue.id,
    datePublished: issue.frozenAt,
    inLanguage: issue.language,
    isPartOf: { '@type': 'Periodical', name: newsletter.name, url: links.index },
    publisher: publisher(newsletter, links),
    hasPart: issue.topics.map((topic) => ({
      '@type': 'Article',
      '@id': links.topic(issue.id, topic.id),
      url: links.topic(issue.id, topic.id),
      headline: topic.headline,
      description: topic.summary,
      articleSection: sectionOf(topic.section),
      datePublished: issue.frozenAt,
      inLanguage: issue.language,
      wordCount: topic.words,
      ...(topic.image && { image: topic.image.src }),
      ...(topic.link && { isBasedOn: topic.link }),
    })),
  };
}

/** A list of issues. */
export function listData(
  list: { readonly url: string; readonly title: string; readonly entries: readonly ArchiveEntry[] },
  { newsletter, links }: { readonly newsletter: Newsletter; readonly links: ArchiveLinks },
): object {
  return {
    '@context': CONTEXT,
    '@type': 'CollectionPage',
    '@id': list.url,
    url: list.url,
    name: list.title,
    publisher: publisher(newsletter, links),
    mainEntity: {
      '@type': 'ItemList',
      itemListElement: list.entries.map((entry, index) => ({
        '@type': 'ListItem',
        position: index + 1,
        url: links.issue(entry.id),
        name: entry.title,
      })),
    },
  };
}

function publisher({ name, theme }: Newsletter, { site }: ArchiveLinks): object {
  return { '@type': 'Organization', name, url: `${site}/`, ...(theme.logo && { logo: theme.logo }) };
}

/** JSON that cannot end the script element it stands in (HTML section 4.12.1.3). */
export function jsonForScript(data: object): string {
  return JSON.stringify(data)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
