import { fileURLToPath } from 'node:url';
import { loadTemplates } from '../../lambdas/adapters/file-templates.ts';
import type { CollectedBriefing, Topic } from '../../lambdas/core/briefing/topic.ts';
import {
  type Edition,
  type Newsletter,
  type NewsletterInput,
  parseNewsletter,
} from '../../lambdas/core/config.ts';
import { composeIssue, type IssueInput } from '../../lambdas/core/issue/compose-issue.ts';
import type { Issue } from '../../lambdas/core/issue/issue.ts';
import type { MailReader } from '../../lambdas/core/mail/skeleton.ts';

/** The project's own templates, as they are on disk. */
export const projectTemplates = () =>
  loadTemplates(fileURLToPath(new URL('../../templates', import.meta.url)));

export function aNewsletter(changes: Partial<NewsletterInput> = {}): Newsletter {
  return parseNewsletter({
    name: 'The Morning Wire',
    tagline: { en: 'What moved while you slept', de: 'Was sich über Nacht bewegt hat' },
    from: { name: 'The Morning Wire', address: 'wire@example.com' },
    replyTo: 'editor@example.com',
    owner: 'owner@example.com',
    postalAddress: 'The Morning Wire, 1 Example Street, 10115 Berlin, Germany',
    siteUrl: 'https://news.example.com',
    language: 'en',
    timeZone: 'Europe/Berlin',
    sections: [
      { id: 'world', title: { en: 'World', de: 'Welt', ar: 'العالم', ja: '世界' } },
      { id: 'markets', title: { en: 'Markets', de: 'Märkte', ar: 'الأسواق', ja: '市場' } },
      { id: 'science', title: { en: 'Science', de: 'Wissenschaft', ar: 'العلوم', ja: '科学' } },
    ],
    editions: [{ id: 'daily', title: { en: 'Daily', de: 'Täglich' }, cron: '0 7 * * *' }],
    theme: { accent: '#0b5c4a', accentDark: '#6fd6b8' },
    ...changes,
  });
}

/** An edition as the config gives it, its defaults filled in. */
export function anEdition(changes: Partial<NewsletterInput['editions'][number]> = {}): Edition {
  const edition = { id: 'daily', title: 'Daily', cron: '0 7 * * *', ...changes };
  return theDaily(aNewsletter({ editions: [edition] }));
}

/** The edition that `aNewsletter` has. */
export function theDaily(newsletter: Newsletter): Edition {
  const [daily] = newsletter.editions;
  if (!daily) throw new Error('the newsletter has no edition');
  return daily;
}

let made = 0;

/** A topic with a text of its own, two sentences unless told. */
export function aTopic(changes: Partial<Topic> = {}): Topic {
  made += 1;
  const summary = changes.summary ?? 'The harbour opens again on Monday.';
  const body = changes.body ?? `${summary} Ferries run twice a day until the end of the month.`;
  return {
    id: `t${made.toString(16).padStart(16, '0')}`,
    section: 'world',
    headline: `Harbour number ${made} opens again`,
    headlineSource: 'editor',
    summary,
    body,
    links: [],
    entities: [],
    words: body.split(/\s+/).length,
    source: 'briefing.md',
    ...changes,
  };
}

export function aCollectedBriefing(changes: Partial<CollectedBriefing> = {}): CollectedBriefing {
  return { language: 'en', topics: [aTopic()], cut: [], ...changes };
}

/** A frozen issue of these topics; throws when the composition leaves none. */
export function anIssue(
  topics: readonly Topic[],
  changes: Partial<IssueInput> & Partial<CollectedBriefing> = {},
): Issue {
  const { title, subject, preheader, language = 'en', ...input } = changes;
  const briefing = { title, subject, preheader, language, topics, cut: [] };
  const defined = Object.fromEntries(Object.entries(briefing).filter(([, value]) => value !== undefined));
  const composed = composeIssue({
    id: 'daily.2026-11-24T0700',
    audience: { kind: 'everyone' },
    collected: [defined as unknown as CollectedBriefing],
    briefings: [{ name: 'briefing.md', hash: 'a'.repeat(64) }],
    newsletter: aNewsletter(),
    now: new Date('2026-11-24T06:00:00Z'),
    ...input,
  });
  if (composed.kind !== 'composed') throw new Error('the issue has no topics');
  return composed.issue;
}

export function aReader(changes: Partial<MailReader> = {}): MailReader {
  return {
    email: 'ada@example.org',
    sections: [],
    unsubscribeUrl: 'https://news.example.com/u/k7Jp2QxY0aVb3nRt8LwZ1g?t=1',
    preferencesUrl: 'https://news.example.com/p/k7Jp2QxY0aVb3nRt8LwZ1g?t=1',
    ...changes,
  };
}
