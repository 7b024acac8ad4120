import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadTemplates } from '../lambdas/adapters/file-templates.ts';
import { collectBriefing } from '../lambdas/core/collect-briefing.ts';
import { type Newsletter, parseNewsletter } from '../lambdas/core/config.ts';
import { composeIssue } from '../lambdas/core/issue/compose-issue.ts';
import type { Issue } from '../lambdas/core/issue/issue.ts';
import { compileSkeleton } from '../lambdas/core/mail/compile-skeleton.ts';
import type { MailReader, Skeleton } from '../lambdas/core/mail/skeleton.ts';
import config from '../newsletter.config.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What every part of the benchmark works on: the sample briefing as an issue. */
export interface Sample {
  readonly newsletter: Newsletter;
  readonly issue: Issue;
  readonly skeleton: Skeleton;
}

/** The sample briefing, composed and rendered once. */
export async function sample(): Promise<Sample> {
  const newsletter = parseNewsletter(config);
  const content = await readFile(at('../briefings/morning-wire.md'), 'utf8');
  const collected = collectBriefing(
    { source: 'morning-wire.md', format: 'markdown', content },
    { sections: newsletter.sections, defaultSection: 'world', language: 'en' },
  );
  const composed = composeIssue({
    id: 'bench',
    audience: { kind: 'everyone' },
    collected: [collected],
    briefings: [],
    newsletter,
    now: new Date('2026-11-24T06:00:00Z'),
  });
  if (composed.kind !== 'composed') throw new Error('the sample briefing has no topics');
  const templates = await loadTemplates(at('../templates'));
  return {
    newsletter,
    issue: composed.issue,
    skeleton: await compileSkeleton(composed.issue, 'en', newsletter, templates),
  };
}

/** Reader number `index`: names, addresses and links all differ. Every section, so that each mail has all topics. */
export function readerNumber(index: number): MailReader {
  const token = index.toString(36).padStart(60, 'x');
  return {
    email: `reader${index}@example.com`,
    name: `Reader Number ${index}`,
    sections: [],
    unsubscribeUrl: `https://news.example.com/u/${token}`,
    preferencesUrl: `https://news.example.com/p/${token}`,
  };
}
