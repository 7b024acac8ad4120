import type { Newsletter } from '../config.ts';
import { draftMail } from '../mail/draft-mail.ts';
import type { Issues, OutgoingMail } from '../ports.ts';

export interface DraftMailDeps {
  readonly issues: Pick<Issues, 'head' | 'skeleton'>;
  readonly newsletter: Pick<Newsletter, 'owner' | 'editions'>;
  /** Where the editor decides about a draft. */
  readonly draftUrl: (issueId: string, at: Date) => string;
}

/** The mail of a version of a draft; `undefined` when there is another one by now, or no draft any more. */
export async function draftMailOf(
  { issues, newsletter, draftUrl }: DraftMailDeps,
  { issue: id, version }: { readonly issue: string; readonly version: number },
  now: Date,
): Promise<OutgoingMail | undefined> {
  const head = await issues.head(id);
  const [language] = head?.languages ?? [];
  if (head?.state !== 'draft' || head.approval?.version !== version || !language) return undefined;
  const skeleton = await issues.skeleton(id, language);
  if (!skeleton) return undefined;
  const edition = newsletter.editions.find((each) => each.id === head.edition);
  return draftMail(
    skeleton,
    { editor: edition?.editor ?? newsletter.owner, actionUrl: draftUrl(id, now) },
    now,
  );
}
