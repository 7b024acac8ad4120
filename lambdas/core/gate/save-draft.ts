import type { Newsletter } from '../config.ts';
import type { DeliveryMessage } from '../delivery/delivery.ts';
import type { Issue } from '../issue/issue.ts';
import { compileDraft } from '../mail/compile-draft.ts';
import type { Finding } from '../mail/findings.ts';
import type { TemplateSet } from '../mail/template-set.ts';
import type { Clock, Issues, Queue, Report } from '../ports.ts';
import { type Approval, standingInWords } from './approval.ts';
import { whenInWords } from './when.ts';

export interface SaveDraftDeps {
  readonly issues: Pick<Issues, 'draft'>;
  readonly deliveryQueue: Queue<DeliveryMessage>;
  readonly newsletter: Newsletter;
  readonly templates: TemplateSet;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
}

/**
 * Renders a draft with its findings on top, writes it down and has it mailed to the editor. `undefined` when it was written
 * meanwhile by somebody else. Throws TemplateFault and IssueTooLarge.
 */
export async function saveDraft(
  deps: SaveDraftDeps,
  composed: Issue,
  {
    approval: said,
    over,
    also,
  }: {
    readonly approval: Omit<Approval, 'topics' | 'findings'>;
    /** Revision of the draft that it takes the place of. */
    readonly over?: number | undefined;
    /** Findings that do not come from the content. */
    readonly also: readonly Finding[];
  },
): Promise<Issue | undefined> {
  const { newsletter, templates, clock } = deps;
  const approval: Omit<Approval, 'findings'> = {
    ...said,
    topics: composed.topics.map(({ id, section, headline }) => ({ id, section, headline })),
  };
  const edition = newsletter.editions.find((each) => each.id === composed.edition);
  const when = whenInWords(approval.releaseAt, edition?.timeZone ?? newsletter.timeZone);
  const standing = standingInWords({ ...approval, findings: [] }, clock.now(), when);
  const { skeleton, findings } = await compileDraft(composed, newsletter, templates, { standing, also });
  const issue: Issue = {
    ...composed,
    state: 'draft',
    languages: [skeleton.language],
    approval: { ...approval, findings },
  };
  if (!(await deps.issues.draft(issue, skeleton, over))) return undefined;
  deps.report({
    code: 'draft-written',
    issue: issue.id,
    version: approval.version,
    topics: issue.topics.length,
    findings: findings.length,
  });
  await deps.deliveryQueue.send([draftNotice(issue.id, approval.version)]);
  return issue;
}

/** Has a version of a draft mailed, once. */
export function draftNotice(id: string, version: number): DeliveryMessage {
  return {
    kind: 'notice',
    id: `draft.${id}.${version}`,
    subject: '',
    lines: [],
    draft: { issue: id, version },
  };
}
