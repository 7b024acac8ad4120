import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import { compileIssue } from './compile-skeleton.ts';
import { type Finding, findings } from './findings.ts';
import { chromeLanguage, languagesAvailable } from './locale.ts';
import type { Skeleton } from './skeleton.ts';
import type { TemplateSet } from './template-set.ts';

/** What stands above a draft for its editor. */
export interface DraftNote {
  readonly title: string;
  /** What holds of it now: a sentence. */
  readonly standing: string;
  readonly findings: readonly Finding[];
}

/** What a draft's mail says beside the issue. */
export interface DraftSays {
  readonly standing: string;
  /** Findings that do not come from the content. */
  readonly also: readonly Finding[];
}

/**
 * The issue as readers would get it, in the newsletter's language, with what an editor should know on top; `actionUrl` is a
 * gap. Throws as `compileIssue` does.
 */
export async function compileDraft(
  issue: Issue,
  newsletter: Newsletter,
  templates: TemplateSet,
  { standing, also }: DraftSays,
): Promise<{ readonly skeleton: Skeleton; readonly findings: readonly Finding[] }> {
  const language = chromeLanguage(newsletter.language, languagesAvailable(templates), newsletter.language);
  const { trimmed } = await compileIssue(issue, language, newsletter, templates);
  const found = [...also, ...findings(issue, newsletter, trimmed)];
  const note: DraftNote = { title: `Draft of ${issue.id}`, standing, findings: found };
  const { skeleton } = await compileIssue(issue, language, newsletter, templates, note);
  const subject = `Draft: ${issue.subject ?? issue.topics[0]?.headline ?? issue.id}`;
  return { skeleton: { ...skeleton, subject }, findings: found };
}
