import { readingMinutes } from '../briefing/reading-time.ts';
import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import { fillDrafts } from './draft.ts';
import { fitSize } from './fit-size.ts';
import { loadLocale } from './locale.ts';
import { renderParts } from './render-parts.ts';
import { selectTopics } from './select-topics.ts';
import { selectionFills } from './selection.ts';
import type { MailReader } from './skeleton.ts';
import type { TemplateSet } from './template-set.ts';

/**
 * Renders the mail of one reader from the templates, with that reader's topics only: the slow way, which `spliceMail`
 * must match byte for byte. Line ends are LF. Throws as `compileSkeleton` does; a reader without topics gets both empty.
 */
export async function renderDirect(
  issue: Issue,
  language: string,
  newsletter: Newsletter,
  templates: TemplateSet,
  reader: MailReader,
): Promise<{ html: string; text: string }> {
  const locale = loadLocale(templates, language);
  const topics = selectTopics(issue.topics, reader.sections);
  if (topics.length === 0) return { html: '', text: '' };
  const { trimmed } = await fitSize(issue, newsletter, locale, templates);
  const only = new Set(topics.map((topic) => topic.id));
  const parts = await renderParts(issue, newsletter, locale, templates, { only, trimmed });
  const words = topics.reduce((sum, topic) => sum + topic.words, 0);
  const phrases = {
    ...(issue.subject && { subject: issue.subject }),
    ...(issue.preheader && { preheader: issue.preheader }),
    countPhrases: Array.from({ length: topics.length + 1 }, (_, count) =>
      locale.phrase('mail.count', { count }),
    ),
    minutePhrases: Array.from({ length: readingMinutes(words) + 1 }, (_, count) =>
      locale.phrase('mail.minutes', { count }),
    ),
  };
  const fills = { ...selectionFills(phrases, topics), ...reader };
  return { html: fillDrafts(parts.html, 'html', fills), text: fillDrafts(parts.text, 'text', fills) };
}
