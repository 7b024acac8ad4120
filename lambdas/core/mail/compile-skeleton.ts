import { readingMinutes } from '../briefing/reading-time.ts';
import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import type { DraftNote } from './compile-draft.ts';
import { encodeDrafts } from './draft.ts';
import { fitSize } from './fit-size.ts';
import { addressHeader, listIdHeader } from './header.ts';
import { type Locale, loadLocale } from './locale.ts';
import type { Parts } from './render-parts.ts';
import type { Skeleton } from './skeleton.ts';
import type { TemplateSet } from './template-set.ts';

export interface CompiledIssue {
  readonly skeleton: Skeleton;
  /** Ids of topics that were cut back to their summary to keep the mail under Gmail's limit. */
  readonly trimmed: ReadonlySet<string>;
}

/** The skeleton of `compileIssue`, which says what it throws. */
export async function compileSkeleton(
  issue: Issue,
  language: string,
  newsletter: Newsletter,
  templates: TemplateSet,
): Promise<Skeleton> {
  return (await compileIssue(issue, language, newsletter, templates)).skeleton;
}

/**
 * Renders an issue once for one language: templates, MJML, encoding. The same input gives the same bytes, wherever and
 * whenever; `draft` stands above a draft. Throws TemplateFault when a template or locale is wrong, IssueTooLarge when it cannot be made to fit.
 */
export async function compileIssue(
  issue: Issue,
  language: string,
  newsletter: Newsletter,
  templates: TemplateSet,
  draft?: DraftNote,
): Promise<CompiledIssue> {
  const locale = loadLocale(templates, language);
  const { parts, trimmed } = await fitSize(issue, newsletter, locale, templates, draft);
  const skeleton = assemble(issue, newsletter, locale, parts);
  return { skeleton, trimmed };
}

function assemble(issue: Issue, newsletter: Newsletter, locale: Locale, parts: Parts): Skeleton {
  const words = issue.topics.reduce((sum, topic) => sum + topic.words, 0);
  const phrases = (key: string, most: number) =>
    Array.from({ length: most + 1 }, (_, count) => locale.phrase(key, { count }));
  const boundary = `=_briefwire_${issue.contentHash.slice(0, 24)}`;
  return {
    issueId: issue.id,
    language: locale.language,
    headers: sharedHeaders(newsletter, boundary),
    source: newsletter.from.address,
    boundary,
    topics: issue.topics.map(({ id, section, headline, words }) => ({ id, section, headline, words })),
    ...(issue.subject && { subject: issue.subject }),
    ...(issue.preheader && { preheader: issue.preheader }),
    countPhrases: phrases('mail.count', issue.topics.length),
    minutePhrases: phrases('mail.minutes', readingMinutes(words)),
    text: encodeDrafts(parts.text, 'text'),
    html: encodeDrafts(parts.html, 'html'),
  };
}

/** `boundary` begins with `=_`, which quoted-printable text never has (RFC 2045 section 6.7), so no text can hold it. */
function sharedHeaders({ name, from, replyTo }: Newsletter, boundary: string): string {
  return [
    addressHeader('From', from.address, from.name),
    ...(replyTo ? [addressHeader('Reply-To', replyTo)] : []),
    listIdHeader(name, listId(from.address)),
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n',
    'MIME-Version: 1.0\r\n',
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n`,
  ].join('');
}

/** RFC 2919 section 2: a label and the domain of whoever owns the list, `wire.example.com`. */
function listId(address: string): string {
  const [local = '', domain = ''] = address.split('@');
  return `${local.replace(/[^A-Za-z0-9-]+/g, '-')}.${domain}`.toLowerCase();
}
