import { localName } from '../local-name.ts';
import { directionOf } from '../mail/direction.ts';
import { issueDate } from '../mail/issue-facts.ts';
import { type ArchiveEntry, type ArchiveFiles, archivePaths, LIST_PAGE } from './archive.ts';
import { atomFeed, jsonFeed } from './feeds.ts';
import type { ArchiveRenderer } from './frame.ts';
import { type ListPage, paginate } from './paginate.ts';
import { listData } from './structured-data.ts';

/** The index, a list for each section, both feeds and the order of the issues. `entries` newest first. Throws TemplateFault. */
export function archiveLists(renderer: ArchiveRenderer, entries: readonly ArchiveEntry[]): ArchiveFiles {
  const { newsletter, links } = renderer;
  const language = renderer.language(newsletter.language);
  const { phrase } = renderer.locale(language);
  const files = new Map<string, string>();
  const index: List = {
    title: phrase('pages.archive.title'),
    firstUrl: links.index,
    pageUrl: links.page,
    itemsOf: () => [],
  };
  for (const page of paginate(entries, LIST_PAGE)) {
    const path = page.number === undefined ? archivePaths.index : archivePaths.page(page.number);
    files.set(path, listPage(renderer, language, index, page));
  }
  for (const section of newsletter.sections) {
    const { id } = section;
    const own = entries.filter((entry) => entry.sections.some((each) => each.id === id));
    const list: List = {
      section: id,
      title: localName(section.title, language, newsletter.language),
      firstUrl: links.section(id),
      pageUrl: (number) => links.sectionPage(id, number),
      itemsOf: (entry) => entry.sections.find((each) => each.id === id)?.topics ?? [],
    };
    for (const page of paginate(own, LIST_PAGE)) {
      const { number } = page;
      const path = number === undefined ? archivePaths.section(id) : archivePaths.sectionPage(id, number);
      files.set(path, listPage(renderer, language, list, page));
    }
  }
  files.set(archivePaths.atom, atomFeed(renderer, language, entries));
  files.set(archivePaths.json, jsonFeed(renderer, language, entries));
  files.set(archivePaths.order, JSON.stringify(entries.map((entry) => entry.id)));
  return files;
}

interface List {
  /** Absent for the index. */
  readonly section?: string;
  readonly title: string;
  readonly firstUrl: string;
  readonly pageUrl: (number: number) => string;
  /** The topics that are shown of an issue. */
  readonly itemsOf: (entry: ArchiveEntry) => readonly { readonly id: string; readonly headline: string }[];
}

function listPage(
  renderer: ArchiveRenderer,
  language: string,
  list: List,
  page: ListPage<ArchiveEntry>,
): string {
  const { newsletter, links } = renderer;
  const { phrase } = renderer.locale(language);
  const urlOf = (at: number | 'first' | undefined) =>
    at === undefined ? '' : at === 'first' ? list.firstUrl : list.pageUrl(at);
  const url = urlOf(page.number ?? 'first');
  return renderer.render({
    template: 'list',
    language,
    title: list.title,
    description: phrase('pages.archive.description', { newsletter: newsletter.name }),
    url,
    kind: 'website',
    data: listData({ url, title: list.title, entries: page.items }, renderer),
    view: {
      title: list.title,
      atIndex: list.section === undefined,
      sections: newsletter.sections.map(({ id, title }) => ({
        title: localName(title, language, newsletter.language),
        url: links.section(id),
        current: id === list.section,
      })),
      issues: page.items.map((entry) => ({
        title: entry.title,
        url: links.issue(entry.id),
        date: issueDate({ ...entry, frozenAt: entry.publishedAt }, newsletter, language),
        publishedAt: entry.publishedAt,
        description: list.section === undefined ? entry.description : '',
        language: entry.language,
        direction: directionOf(entry.title),
        topics: list.itemsOf(entry).map(({ id, headline }) => ({ headline, url: links.topic(entry.id, id) })),
      })),
      paged: page.older !== undefined || page.newer !== undefined,
      olderUrl: urlOf(page.older),
      newerUrl: urlOf(page.newer),
    },
  });
}
