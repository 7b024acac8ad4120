import { blobArchive } from '../../lambdas/adapters/blob-archive.ts';
import { memoryBlobs } from '../../lambdas/adapters/memory/blobs.ts';
import { archiveIssue } from '../../lambdas/core/archive/publish-archive.ts';
import type { Topic } from '../../lambdas/core/briefing/topic.ts';
import type { Newsletter } from '../../lambdas/core/config.ts';
import type { Issue } from '../../lambdas/core/issue/issue.ts';
import { aNewsletter, anIssue, aTopic, projectTemplates, theDaily } from './issue-builders.ts';
import { testClock } from './stores.ts';

const templates = projectTemplates();
const DAY = 86_400_000;
const FIRST = Date.parse('2026-10-01T05:00:00Z');

/** Texts that have to survive every kind of escaping. */
const ODD = [
  'Rates rise & "hold" <b>fast</b>',
  "{{name}} isn't a gap",
  'A ]]> of CDATA',
  '2 < 3, says </script>',
];

/** Topics of three sections, with everything that a topic may have. */
export function variedTopics(day: number): Topic[] {
  const odd = ODD[day % ODD.length] ?? '';
  return [
    aTopic({
      headline: `${odd} on day ${day}`,
      summary: `${odd} was the word of day ${day}.`,
      link: `https://example.com/story?day=${day}&x=1`,
      image: { src: `https://example.com/${day}.jpg`, alt: `A "boat" & day ${day}` },
      sources: [{ name: 'Harbour & Sons', link: 'https://example.com/h?a=1&b=2' }, { name: 'briefing.md' }],
    }),
    aTopic({
      section: 'markets',
      html: `<p>One <em>two</em> &amp; <a href="https://example.com/a?b=1&amp;c=2">three</a></p><ul><li>Four</li></ul><blockquote><p>Five</p></blockquote>`,
      body: `One two & three\n\nFour\n\nFive`,
    }),
    aTopic({ section: 'science', body: `${'A long sentence about the sea. '.repeat(12)}\n\nAnd\nanother.` }),
  ];
}

/** The issue of a day, counted from 1 October 2026, at seven in Berlin. */
export function dailyIssue(day: number, newsletter: Newsletter, topics = variedTopics(day)): Issue {
  const now = new Date(FIRST + day * DAY);
  const id = `daily.${now.toISOString().slice(0, 10)}T0700`;
  return anIssue(topics, {
    ...{ id, now, newsletter, edition: theDaily(newsletter) },
    audience: { kind: 'edition', edition: 'daily' },
    ...(day % 5 === 0 && { subject: `All of day ${day} & more` }),
    language: ['en', 'de', 'ar', 'ja'][day % 4] ?? 'en',
  });
}

/** An archive in memory and how to put issues into it. */
export async function anArchive(newsletter = aNewsletter()) {
  const blobs = memoryBlobs(testClock());
  const deps = { archive: blobArchive(blobs), newsletter, templates: await templates };
  return {
    ...deps,
    blobs,
    publish: (issue: Issue) => archiveIssue(deps, issue),
    async publishDays(days: number): Promise<Issue[]> {
      const issues = Array.from({ length: days }, (_, day) => dailyIssue(day, newsletter));
      for (const issue of issues) await archiveIssue(deps, issue);
      return issues;
    },
  };
}
