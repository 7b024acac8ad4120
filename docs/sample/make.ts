import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadTemplates } from '../../lambdas/adapters/file-templates.ts';
import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import { parseNewsletter } from '../../lambdas/core/config.ts';
import { composeIssue } from '../../lambdas/core/issue/compose-issue.ts';
import { compileSkeleton } from '../../lambdas/core/mail/compile-skeleton.ts';
import { readParts } from '../../lambdas/core/mail/read-parts.ts';
import { spliceMail } from '../../lambdas/core/mail/splice.ts';
import input from '../../newsletter.config.ts';
import { launchChromium, openMail } from '../../tests/support/chromium.ts';

/**
 * `npm run sample` makes the files beside this one: the sample briefing as one reader gets it, and pictures of it. The
 * day is fixed, so that they change only when the briefing, the templates or the code do.
 */
const AT = new Date('2026-11-24T06:00:00Z');
const PICTURES = [
  { name: 'light.png', colorScheme: 'light', width: 800, height: 1180 },
  { name: 'dark.png', colorScheme: 'dark', width: 800, height: 1180 },
  { name: 'phone.png', colorScheme: 'light', width: 375, height: 812 },
] as const;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

async function sampleMail() {
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

const { eml, html, text } = await sampleMail();
await writeFile(here('issue.eml'), eml);
await writeFile(here('issue.html'), html);
await writeFile(here('issue.txt'), text);
const browser = await launchChromium();
for (const { name, ...window } of PICTURES) {
  const page = await openMail(browser, html, { ...window, scale: 2 });
  await page.screenshot({ path: here(name) });
}
await browser.close();
process.stdout.write(
  `docs/sample: issue.html, issue.txt, issue.eml, ${PICTURES.map((each) => each.name).join(', ')}\n`,
);
