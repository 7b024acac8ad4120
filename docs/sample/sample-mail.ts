import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadTemplates } from '../../lambdas/adapters/file-templates.ts';
import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import { parseNewsletter } from '../../lambdas/core/config.ts';
import { composeIssue } from '../../lambdas/core/issue/compose-issue.ts';
import { compileSkeleton } from '../../lambdas/core/mail/compile-skeleton.ts';
import { readParts } from '../../lambdas/core/mail/read-parts.ts';
import { spliceMail } from '../../lambdas/core/mail/splice.ts';
import input from '../../newsletter.config.ts';

/** The day is fixed, so that the sample changes only when the briefing, the templates or the code do. */
const AT = new Date('2026-11-24T06:00:00Z');

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The sample briefing as one reader gets it: the whole mail, and its two parts. */
export async function sampleMail() {
  const newsletter = parseNewsletter(input);
  const [edition] = newsletter.editions;
  const [section] = newsletter.sections;
  const content = await readFile(here('../../briefings/morning-wire.md'), 'utf8');
  const collected = collectBriefing(
    { source: 'morning-wire.md', format: 'markdown', content },
    {
      sections: newsletter.sections,
      defaultSection: section?.id ?? '',
      language: newsletter.language,
    },
  );
  const composed = composeIssue({
    id: 'daily.2026-11-24T0700',
    ...(edition && { edition }),
    audience: { kind: 'everyone' },
    collected: [collected],
    briefings: [],
    newsletter,
    now: AT,
  });
  if (composed.kind !== 'composed') throw new Error('briefings/morning-wire.md has no topics');
  const templates = await loadTemplates(here('../../templates'));
  const skeleton = await compileSkeleton(composed.issue, newsletter.language, newsletter, templates);
  const mail = spliceMail(
    skeleton,
    {
      email: 'ada@example.org',
      name: 'Ada Lovelace',
      sections: [],
      unsubscribeUrl: `${newsletter.siteUrl}/u/sample`,
      preferencesUrl: `${newsletter.siteUrl}/p/sample`,
    },
    AT,
  );
  if (mail.kind === 'no-topics') throw new Error('the sample reader has no topics');
  return { eml: mail.raw, ...readParts(mail.raw, skeleton.boundary) };
}
