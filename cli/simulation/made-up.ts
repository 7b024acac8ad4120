import { createHash } from 'node:crypto';
import type { Section } from '../../lambdas/core/config.ts';

const SYLLABLES = [
  'ba',
  'den',
  'fo',
  'gar',
  'hil',
  'ka',
  'lun',
  'mer',
  'no',
  'pel',
  'ris',
  'sa',
  'tor',
  'vi',
  'wen',
  'zu',
];

/** A word that nobody uses; the same seed gives the same one. */
function word(seed: string): string {
  const [one = 0, two = 0, three = 0] = createHash('sha256').update(seed).digest();
  return [one, two, three].map((byte) => SYLLABLES[byte % SYLLABLES.length] ?? '').join('');
}

/**
 * A briefing for a day without news: a topic for each section, in words that no other day has, so that nothing counts as
 * told before. `day` is a local date.
 */
export function madeUpBriefing(day: string, sections: readonly Pick<Section, 'id'>[]): Uint8Array {
  const topics = sections.map(({ id }) => {
    const words = Array.from({ length: 24 }, (_, index) => word(`${day} ${id} ${index}`));
    const name = words[0] ?? '';
    const headline = `News of ${name.charAt(0).toUpperCase()}${name.slice(1)} for ${day}`;
    return { section: id, headline, body: `${words.join(' ')}.` };
  });
  return new TextEncoder().encode(JSON.stringify({ language: 'en', topics }));
}
