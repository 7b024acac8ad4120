import type { CollectedBriefing } from './briefing/topic.ts';
import type { TakenBriefing } from './issue/issue.ts';
import { chromeLanguage, languagesAvailable, loadLocale } from './mail/locale.ts';
import { type PublishNowDeps, type PublishNowResult, publishNow } from './publish-now.ts';

export interface Correction {
  /** Id of the issue that it corrects. */
  readonly of: string;
  /** Default: `correction-of-<id>`. */
  readonly name?: string;
  readonly collected: readonly CollectedBriefing[];
  readonly briefings?: readonly TakenBriefing[];
  /** Default: the briefing's, else that it is a correction of what. */
  readonly subject?: string;
}

/**
 * Publishes a correction to exactly those whose mail of an issue SES has taken and who are still active: at once, and with
 * every topic, whatever sections they chose. The same send protocol keeps it to one mail each.
 */
export async function correctIssue(deps: PublishNowDeps, correction: Correction): Promise<PublishNowResult> {
  const { of, name = `correction-of-${of}`, collected, briefings } = correction;
  const issue = await deps.issues.get(of);
  if (!issue) {
    return { kind: 'refused', reason: `There is no issue ${of}: \`briefwire issues list\` shows them.` };
  }
  if (issue.state === 'draft') {
    return { kind: 'refused', reason: `${of} is a draft; change it with \`briefwire issues edit ${of}\`.` };
  }
  if (issue.topics.length === 0) {
    return { kind: 'refused', reason: `${of} sent nothing: there is nobody to correct it for.` };
  }
  if (issue.state !== 'closed') {
    return {
      kind: 'refused',
      reason: `${of} is still being sent, and who gets it later would miss the correction. Stop it with \`briefwire issues cancel ${of}\`, or wait until it is closed.`,
    };
  }
  const listed =
    issue.audience.kind === 'listed' || (issue.audience.kind === 'recipients' && issue.audience.listed);
  const { newsletter, templates } = deps;
  const language = chromeLanguage(issue.language, languagesAvailable(templates), newsletter.language);
  const headline = issue.subject ?? issue.topics[0]?.headline ?? of;
  const own = correction.subject ?? collected.find((each) => each.subject)?.subject;
  return publishNow(deps, {
    name,
    collected,
    ...(briefings && { briefings }),
    audience: { kind: 'recipients', of, ...(listed && { listed: true }) },
    subject: own ?? loadLocale(templates, language).phrase('mail.correction', { headline }),
  });
}
