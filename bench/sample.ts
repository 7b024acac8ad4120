import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadTemplates } from '../lambdas/adapters/file-templates.ts';
import { collectBriefing } from '../lambdas/core/collect-briefing.ts';
import { type Newsletter, parseNewsletter } from '../lambdas/core/config.ts';
import { composeIssue } from '../lambdas/core/issue/compose-issue.ts';
import type { Issue } from '../lambdas/core/issue/issue.ts';
import { compileSkeleton } from '../lambdas/core/mail/compile-skeleton.ts';
import type { Skeleton } from '../lambdas/core/mail/skeleton.ts';
import type { TemplateSet } from '../lambdas/core/mail/template-set.ts';
import config from '../newsletter.config.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What every part of the benchmark works on: the sample briefing as an issue. */
export interface Sample {
  readonly newsletter: Newsletter;
  readonly issue: Issue;
  readonly skeleton: Skeleton;
  readonly templates: TemplateSet;
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
  const { issue } = composed;
  const templates = await loadTemplates(at('../templates'));
  return {
    newsletter,
    issue,
    templates,
    skeleton: await compileSkeleton(issue, 'en', newsletter, templates),
  };
}
