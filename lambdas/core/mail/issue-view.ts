import { readingMinutes } from '../briefing/reading-time.ts';
import type { Topic } from '../briefing/topic.ts';
import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import { localName } from '../local-name.ts';
import { mix } from './colour.ts';
import type { DraftNote } from './compile-draft.ts';
import { directionOf } from './direction.ts';
import { archiveUrl, issueDate, restUrl } from './issue-facts.ts';
import type { Locale } from './locale.ts';
import type { When } from './skeleton.ts';
import type { Tokens } from './tokens.ts';
import { topicHtml } from './topic-html.ts';

/** Which topics are shown, and which only by their summary. */
export interface Extent {
  /** Ids; absent: all. */
  readonly only?: ReadonlySet<string>;
  /** Ids of topics cut back to their summary. */
  readonly trimmed: ReadonlySet<string>;
  /** Stands above the issue while it is a draft. */
  readonly draft?: DraftNote;
}

/** What `{{#keep}}` takes: a fragment that stays for readers who get one of these topics. */
export interface Keepable {
  readonly when: When;
  readonly label: string;
}

/**
 * What the templates see; templates/custom/README.md lists it for publishers. Every text is a token, safe in any place
 * of MJML; the theme's values are as validated.
 */
export type IssueView = ReturnType<typeof issueView>;

export function issueView(
  issue: Issue,
  newsletter: Newsletter,
  locale: Locale,
  tokens: Tokens,
  extent: Extent,
) {
  const { theme } = newsletter;
  const local = (name: string | Record<string, string>) =>
    localName(name, locale.language, newsletter.language);
  const edition = newsletter.editions.find((each) => each.id === issue.edition);
  const optional = (value: string | undefined, label: string) =>
    value === undefined ? undefined : tokens.text(value, label);
  const topicsDirection = directionOf(issue.topics[0]?.headline ?? '');
  return {
    topicsLanguage: tokens.text(issue.language, 'the language of the topics'),
    topicsDirection,
    topicsStart: topicsDirection === 'rtl' ? 'right' : 'left',
    language: locale.language,
    direction: locale.direction,
    start: locale.direction === 'rtl' ? 'right' : 'left',
    end: locale.direction === 'rtl' ? 'left' : 'right',
    theme,
    rule: mix(theme.ink, theme.paper),
    ruleDark: mix(theme.inkDark, theme.paperDark),
    newsletter: {
      name: tokens.text(newsletter.name, "the newsletter's name"),
      tagline: optional(newsletter.tagline && local(newsletter.tagline), 'the tagline'),
      siteUrl: tokens.text(newsletter.siteUrl, "the site's address"),
      logo: optional(theme.logo, "the logo's address"),
      postalAddress: tokens.text(newsletter.postalAddress, 'the postal address', 'partials/footer.mjml.hbs'),
    },
    edition: optional(edition && local(edition.title), "the edition's title"),
    date: tokens.text(issueDate(issue, newsletter, locale.language), 'the date'),
    draft: extent.draft && draftView(extent.draft, tokens),
    // A draft has no page yet.
    onlineUrl: optional(
      extent.draft ? undefined : archiveUrl(newsletter, issue),
      "the issue's address in the archive",
    ),
    subject: tokens.gap('subject'),
    preheader: tokens.gap('preheader'),
    count: tokens.gap('count'),
    minutes: tokens.gap('minutes'),
    email: tokens.gap('email'),
    unsubscribeUrl: tokens.gap('unsubscribeUrl', 'partials/footer.mjml.hbs'),
    preferencesUrl: tokens.gap('preferencesUrl', 'partials/footer.mjml.hbs'),
    sections: newsletter.sections.flatMap((section) => {
      const own = issue.topics.filter((topic) => topic.section === section.id);
      const shown = own.filter((topic) => extent.only?.has(topic.id) ?? true);
      if (shown.length === 0) return [];
      return {
        id: section.id,
        title: tokens.text(local(section.title), `the section's title`),
        when: { topics: own.map((topic) => topic.id) },
        label: `the section "${section.id}"`,
        topics: shown.map((topic) => topicView(topic, issue, newsletter, locale, tokens, extent)),
      };
    }),
  };
}

function draftView({ title, standing, findings }: DraftNote, tokens: Tokens) {
  const many = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  return {
    title: tokens.text(title, "the draft's title"),
    standing: tokens.text(standing, 'what holds of the draft'),
    actionUrl: tokens.gap('actionUrl'),
    count: tokens.text(many, 'the number of findings'),
    findings: findings.map(({ level, message }) => ({
      level,
      message: tokens.text(message, `a finding: ${message}`),
    })),
  };
}

function topicView(
  topic: Topic,
  issue: Issue,
  newsletter: Newsletter,
  locale: Locale,
  tokens: Tokens,
  extent: Extent,
) {
  const trimmed = extent.trimmed.has(topic.id);
  const label = `the topic "${topic.headline}"`;
  const direction = directionOf(topic.headline);
  const start = direction === 'rtl' ? 'right' : 'left';
  const { lead, rest } = topicHtml(trimmed ? summaryOnly(topic) : topic, newsletter.theme.accent, start);
  const needed = 'partials/topic-card.mjml.hbs';
  const onward = trimmed ? restUrl(newsletter, issue, topic) : undefined;
  return {
    id: topic.id,
    anchor: tokens.text(topic.id, `the anchor of ${label}`),
    when: { topics: [topic.id] },
    label,
    headline: tokens.text(topic.headline, `the headline of ${label}`, needed),
    lead: lead && tokens.html(lead, `the lead of ${label}`, needed),
    body: rest && tokens.html(rest, `the body of ${label}`, needed),
    minutes: tokens.text(
      locale.phrase('mail.minutes', { count: readingMinutes(topic.words) }),
      `the reading time of ${label}`,
    ),
    link: topic.link && tokens.text(topic.link, `the link of ${label}`, needed),
    sources: shownSources(topic).map(({ name, link }) => ({
      name: tokens.text(name, `a source of ${label}`),
      link: tokens.text(link, `the page of a source of ${label}`),
    })),
    restUrl: onward && tokens.text(onward, `the archive link of ${label}`, needed),
    image: topic.image && {
      src: tokens.text(topic.image.src, `the picture of ${label}`),
      alt: tokens.text(topic.image.alt, `the picture's description of ${label}`),
    },
    language: tokens.text(issue.language, 'the language of the topics'),
    direction,
    start,
  };
}

/** The sources that readers are shown: those with a page of the story. */
export function shownSources({ sources = [] }: Topic): { readonly name: string; readonly link: string }[] {
  return sources.flatMap(({ name, link }) => (link ? [{ name, link }] : []));
}

/** A trimmed topic: its summary as plain text. */
export function summaryOnly(topic: Topic): Topic {
  const { html: _, ...plain } = topic;
  return { ...plain, body: topic.summary, links: [] };
}
