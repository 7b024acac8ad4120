import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import { localName } from '../local-name.ts';
import type { DraftNote } from './compile-draft.ts';
import type { Draft } from './draft.ts';
import { archiveUrl, dateline, restUrl } from './issue-facts.ts';
import { type Extent, summaryOnly } from './issue-view.ts';
import type { Locale } from './locale.ts';
import type { GapName, When } from './skeleton.ts';
import { topicText } from './topic-text.ts';
import { columns, WIDTH, wrap } from './wrap.ts';

/** Stands for a gap inside a phrase; private use, so no translator writes it. */
const MARK: Readonly<Partial<Record<GapName, string>>> = { email: '\ue002' };

/**
 * The text part, written from the topics; the same words and links as the HTML, never stripped from it. It begins with
 * the preheader, because some clients preview a mail by its text.
 */
export function textDrafts(issue: Issue, newsletter: Newsletter, locale: Locale, extent: Extent): Draft[] {
  const local = (name: string | Record<string, string>) =>
    localName(name, locale.language, newsletter.language);
  const sections = newsletter.sections.flatMap((section) => {
    const own = issue.topics.filter((topic) => topic.section === section.id);
    const shown = own.filter((topic) => extent.only?.has(topic.id) ?? true);
    const when: When = { topics: own.map((topic) => topic.id) };
    return shown.length === 0 ? [] : [{ title: local(section.title), when, topics: shown }];
  });
  const contents = sections.flatMap(({ topics }) =>
    topics.map((topic) => kept([topic.id], `${wrap(`* ${topic.headline}`, WIDTH, '  ')}\n`)),
  );
  const bodies = sections.flatMap(({ title, when, topics }) => [
    { text: `\n${heading(title)}`, when },
    ...topics.map((topic) => {
      const trimmed = extent.trimmed.has(topic.id);
      const rest = trimmed ? restUrl(newsletter, issue, topic) : undefined;
      return kept([topic.id], topicText(trimmed ? summaryOnly(topic) : topic, locale, rest));
    }),
  ]);
  return [
    ...(extent.draft ? noteDrafts(extent.draft) : []),
    { gap: 'preheader' },
    { text: '\n\n' },
    { text: header(issue, newsletter, locale) },
    { gap: 'count' },
    { text: ' · ' },
    { gap: 'minutes' },
    {
      text: `${extent.draft ? '' : online(issue, newsletter, locale)}\n\n${locale.phrase('mail.contents')}:\n\n`,
    },
    ...contents,
    ...bodies,
    ...footer(newsletter, locale),
  ];
}

function kept(topics: readonly string[], text: string): Draft {
  return { text, when: { topics } };
}

/** Ruled above and below, as wide as its words. */
function heading(title: string): string {
  const rule = '='.repeat(Math.min(WIDTH, columns(title)));
  return `${rule}\n${title}\n${rule}\n`;
}

function header(issue: Issue, newsletter: Newsletter, locale: Locale): string {
  const { name, siteUrl } = newsletter;
  const tagline = newsletter.tagline && localName(newsletter.tagline, locale.language, newsletter.language);
  const lines = [name, tagline, siteUrl, '', dateline(issue, newsletter, locale.language)];
  return lines
    .filter((line) => line !== undefined)
    .map((line) => `${wrap(line, WIDTH)}\n`)
    .join('');
}

/** What stands above a draft, for its editor. */
function noteDrafts({ title, standing, findings }: DraftNote): Draft[] {
  const found = findings.map(({ level, message }) => `${wrap(`* ${level}: ${message}`, WIDTH, '  ')}\n`);
  return [
    { text: `${wrap(title, WIDTH)}\n${wrap(standing, WIDTH)}\n\nApprove or stop:\n` },
    { gap: 'actionUrl' },
    { text: `\n\n${found.length > 0 ? found.join('') : 'No findings.\n'}\n${'-'.repeat(WIDTH)}\n\n` },
  ];
}

function online(issue: Issue, newsletter: Newsletter, locale: Locale): string {
  const url = archiveUrl(newsletter, issue);
  return url ? `\n${locale.phrase('mail.readOnline')}: ${url}` : '';
}

function footer(newsletter: Newsletter, locale: Locale): Draft[] {
  const why = locale.phrase('mail.why', { newsletter: newsletter.name, email: MARK.email as string });
  const [before = '', after = ''] = wrap(why, WIDTH).split(MARK.email as string);
  return [
    { text: `\n${'-'.repeat(WIDTH)}\n${before}` },
    { gap: 'email' },
    { text: `${after}\n\n${locale.phrase('mail.preferences')}:\n` },
    { gap: 'preferencesUrl' },
    { text: `\n\n${locale.phrase('mail.unsubscribe')}:\n` },
    { gap: 'unsubscribeUrl' },
    { text: `\n\n${wrap(newsletter.postalAddress, WIDTH)}\n` },
  ];
}
