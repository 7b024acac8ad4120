import sanitizeHtml from 'sanitize-html';
import type { Topic } from '../briefing/topic.ts';
import { escapeHtml } from '../mail/escape.ts';
import { splitLead } from '../mail/topic-html.ts';

/** A topic's text for a web page: no styles of its own, which the page's policy would not pass. */
export function topicBody(topic: Topic): { readonly lead: string; readonly body: string } {
  if (topic.html !== undefined) return { lead: '', body: markedUp(topic.html) };
  const { lead, rest } = splitLead(topic);
  const paragraphs = rest
    .split(/\n{2,}/)
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => `<p>${escapeHtml(each).replaceAll('\n', '<br>')}</p>`);
  return { lead, body: paragraphs.join('\n') };
}

/** Sanitised when it was collected; what an issue was frozen with may be older than the list, so it stands here again. */
function markedUp(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: ['p', 'a', 'strong', 'em', 'code', 'ul', 'ol', 'li', 'blockquote', 'br'],
    allowedAttributes: { a: ['href'], ol: ['start'] },
    allowedSchemes: ['https', 'http', 'mailto'],
  }).trim();
}
