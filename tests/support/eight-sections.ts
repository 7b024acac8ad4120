import type { Newsletter } from '../../lambdas/core/config.ts';
import type { Issue } from '../../lambdas/core/issue/issue.ts';
import { aNewsletter, anIssue, aTopic } from './issue-builders.ts';

/** Ids of eight sections, in the order of the mail. */
export const EIGHT_SECTIONS: readonly string[] = [
  'world',
  'markets',
  'science',
  'harbour',
  'culture',
  'sports',
  'weather',
  'letters',
];

/** An issue with three topics in each of eight sections. */
export function issueOfEightSections(): { readonly issue: Issue; readonly newsletter: Newsletter } {
  const sections = EIGHT_SECTIONS.map((id) => ({ id, title: id.charAt(0).toUpperCase() + id.slice(1) }));
  const newsletter = aNewsletter({ sections });
  const topics = EIGHT_SECTIONS.flatMap((section) =>
    [1, 2, 3].map((number) =>
      aTopic({
        section,
        headline: `Story ${number} of ${section} is told`,
        summary: `Number ${number} of ${section} is the one about gulls & “quotes” – first.`,
        link: `https://news.example.com/${section}/${number}?a=1&b=2`,
      }),
    ),
  );
  return { newsletter, issue: anIssue(topics, { newsletter }) };
}

/** Choices of one to eight of them by chance, the same ones every time; all eight are stored as none. */
export function randomChoices(count: number, seed = 7): string[][] {
  let state = seed;
  const chance = () => {
    // Park and Miller's generator: 31 bits are enough to throw a coin.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return Array.from({ length: count }, () => {
    const chosen = EIGHT_SECTIONS.filter(() => chance() < 0.5);
    if (chosen.length === EIGHT_SECTIONS.length) return [];
    return chosen.length > 0 ? chosen : [EIGHT_SECTIONS[Math.floor(chance() * 8)] ?? 'world'];
  });
}
