import { readingMinutes } from '../briefing/reading-time.ts';
import type { Topic } from '../briefing/topic.ts';
import { shownSources } from './issue-view.ts';
import type { Locale } from './locale.ts';
import { WIDTH, wrap } from './wrap.ts';

/**
 * One topic of the text part. Its links are numbered from 1 in every topic, because a reader's topics are a choice and a
 * number must not depend on what the others get.
 */
export function topicText(topic: Topic, locale: Locale, rest: string | undefined): string {
  const { body, references } = withReferences(topic);
  const sources = shownSources(topic).map(({ name, link }) => `${name} [${numberOf(link, references)}]`);
  const onward = [
    { phrase: 'mail.readOn', href: topic.link },
    { phrase: 'mail.readRest', href: rest },
  ].flatMap(({ phrase, href }) => (href ? [`${locale.phrase(phrase)} [${numberOf(href, references)}]`] : []));
  return [
    '',
    wrap(topic.headline, WIDTH),
    locale.phrase('mail.minutes', { count: readingMinutes(topic.words) }),
    '',
    ...(topic.image?.alt ? [wrap(locale.phrase('mail.picture', { alt: topic.image.alt }), WIDTH), ''] : []),
    ...body.split(/\n{2,}/).flatMap((paragraph) => [wrap(paragraph, WIDTH), '']),
    ...(sources.length > 0
      ? [wrap(`${locale.phrase('mail.sources')}: ${sources.join(' · ')}`, WIDTH), '']
      : []),
    ...(onward.length > 0 ? [...onward, ''] : []),
    ...references.map((href, index) => `[${index + 1}] ${href}`),
    ...(references.length > 0 ? [''] : []),
  ]
    .join('\n')
    .concat('\n');
}

/** The body with `[n]` behind the label of each link; a label that is not in the text is set at its end. */
function withReferences(topic: Topic): { body: string; references: string[] } {
  const references: string[] = [];
  const homeless: string[] = [];
  let done = '';
  let ahead = topic.body;
  for (const link of topic.links) {
    const number = numberOf(link.href, references);
    const at = link.label === '' ? -1 : ahead.indexOf(link.label);
    if (at < 0) {
      homeless.push(`${link.label} [${number}]`.trim());
    } else {
      const end = at + link.label.length;
      done += `${ahead.slice(0, end)} [${number}]`;
      ahead = ahead.slice(end);
    }
  }
  const body = [done + ahead, ...homeless].join('\n\n');
  return { body, references };
}

/** An address has one number in its topic. */
function numberOf(href: string, references: string[]): number {
  const known = references.indexOf(href);
  return known >= 0 ? known + 1 : references.push(href);
}
