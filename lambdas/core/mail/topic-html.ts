import sanitizeHtml from 'sanitize-html';
import type { Topic } from '../briefing/topic.ts';
import { escapeHtml } from './escape.ts';

export interface TopicHtml {
  /** Sentences to set as the opening paragraph; empty when the text is no longer than that or brings its own markup. */
  readonly lead: string;
  /** Everything after the lead. */
  readonly rest: string;
}

/** Under this many words a text reads as one piece and needs no lead. */
const LEAD_FROM_WORDS = 60;

const PARAGRAPH = 'margin:0 0 14px';

/** Styles by tag; `start` is the side that lines begin on. */
function styles(start: 'left' | 'right'): Readonly<Record<string, string>> {
  const list = `margin:0 0 14px;padding-${start}:24px`;
  return {
    p: PARAGRAPH,
    ul: list,
    ol: list,
    li: 'margin:0 0 6px',
    blockquote: `margin:0 0 14px;padding-${start}:16px;border-${start}:3px solid`,
  };
}

/** A topic's body as HTML for a mail: styles inline, because some clients drop style sheets. */
export function topicHtml(topic: Topic, linkColour: string, start: 'left' | 'right'): TopicHtml {
  if (topic.html !== undefined) return { lead: '', rest: markedUp(topic.html, linkColour, styles(start)) };
  const { lead, rest } = splitLead(topic);
  return { lead: escapeHtml(lead), rest: paragraphs(rest) };
}

/** The first paragraph's summary, when it opens the text and enough follows it. No word is lost or told twice. */
export function splitLead(topic: Topic): { lead: string; rest: string } {
  const opens = topic.body.startsWith(topic.summary) && topic.summary !== '';
  const rest = topic.body.slice(topic.summary.length);
  if (!opens || topic.words < LEAD_FROM_WORDS || !/^\s/.test(rest)) return { lead: '', rest: topic.body };
  return { lead: topic.summary, rest: rest.trim() };
}

function paragraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map(
      (paragraph) => `<p style="${PARAGRAPH}">${escapeHtml(paragraph.trim()).replaceAll('\n', '<br />')}</p>`,
    )
    .join('\n');
}

/**
 * The allow-list stands here again although the topic was sanitised when it was collected: this is where it becomes part
 * of a mail, and what an issue was frozen with may be older than the list.
 */
function markedUp(html: string, linkColour: string, styleOf: Readonly<Record<string, string>>): string {
  const link = `color:${linkColour};text-decoration:underline`;
  return sanitizeHtml(html, {
    allowedTags: ['p', 'a', 'strong', 'em', 'code', 'ul', 'ol', 'li', 'blockquote', 'br'],
    allowedAttributes: { '*': ['style'], a: ['href', 'class', 'style'], ol: ['start', 'style'] },
    allowedSchemes: ['https', 'http', 'mailto'],
    transformTags: {
      '*': (tagName, { href, start }) => {
        const style = tagName === 'a' ? link : styleOf[tagName];
        const attribs = {
          ...(tagName === 'a' && href && { href }),
          ...(tagName === 'a' && { class: 'accent' }),
          ...(tagName === 'ol' && start && { start }),
          ...(style && { style }),
        };
        return { tagName, attribs };
      },
    },
    parseStyleAttributes: false,
  }).trim();
}
