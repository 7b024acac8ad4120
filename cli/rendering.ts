import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { loadTemplates } from '../lambdas/adapters/file-templates.ts';
import { BriefingFault } from '../lambdas/core/briefing/fault.ts';
import type { Cut } from '../lambdas/core/briefing/topic.ts';
import { collectBriefing } from '../lambdas/core/collect-briefing.ts';
import type { Edition, Newsletter } from '../lambdas/core/config.ts';
import { composeIssue } from '../lambdas/core/issue/compose-issue.ts';
import type { Issue, LeftOut } from '../lambdas/core/issue/issue.ts';
import { compileIssue } from '../lambdas/core/mail/compile-skeleton.ts';
import { type Finding, findings } from '../lambdas/core/mail/findings.ts';
import { IssueTooLarge } from '../lambdas/core/mail/fit-size.ts';
import { chromeLanguage, languagesAvailable } from '../lambdas/core/mail/locale.ts';
import { readParts } from '../lambdas/core/mail/read-parts.ts';
import type { MailReader } from '../lambdas/core/mail/skeleton.ts';
import { spliceMail } from '../lambdas/core/mail/splice.ts';
import { TemplateFault } from '../lambdas/core/mail/template-set.ts';
import { parseAddress } from '../lambdas/core/subscribers/address.ts';
import { type ReadOptions, readBriefing } from './briefing-input.ts';
import { UsageError, WorkFailed } from './output.ts';

/** What `render` and `check` take besides the briefings; absent means the newsletter's own. */
export interface RenderChoices extends ReadOptions {
  readonly as?: string;
  readonly edition?: string;
  readonly language?: string;
  readonly sections?: readonly string[];
  /** Folder of templates; default: the project's. */
  readonly templates?: string;
}

/** One reader's mail, made the way the sender makes it. */
export interface RenderedMail {
  readonly subject: string;
  readonly language: string;
  readonly topics: readonly { readonly id: string; readonly section: string; readonly headline: string }[];
  readonly html: string;
  readonly text: string;
  /** The complete message: CRLF, 7-bit. */
  readonly eml: Uint8Array;
  readonly cut: readonly (Cut & { readonly source: string })[];
  readonly leftOut: readonly LeftOut[];
  readonly findings: readonly Finding[];
}

/** The folder that is used without `--templates`. */
export const PROJECT_TEMPLATES = fileURLToPath(new URL('../templates', import.meta.url));

/**
 * Briefings → topics → issue → skeleton → one mail. Throws UsageError for choices that the newsletter does not have,
 * WorkFailed when a briefing or template is wrong; the message says where and how to mend it.
 */
export async function renderBriefings(
  briefings: readonly string[],
  newsletter: Newsletter,
  choices: RenderChoices,
  now: Date,
): Promise<RenderedMail> {
  const reader = sampleReader(newsletter, choices);
  const edition = editionOf(newsletter, choices.edition);
  try {
    const { issue, leftOut, cut } = await composePreview(briefings, newsletter, edition, now, choices);
    const templates = await loadTemplates(choices.templates ?? PROJECT_TEMPLATES);
    const wanted = choices.language ?? newsletter.language;
    const language = chromeLanguage(wanted, languagesAvailable(templates), newsletter.language);
    const { skeleton, trimmed } = await compileIssue(issue, language, newsletter, templates);
    const mail = spliceMail(skeleton, reader, now);
    if (mail.kind === 'no-topics') throw new WorkFailed(nothingForReader(reader, issue));
    return {
      subject: mail.subject,
      language,
      topics: skeleton.topics.filter((topic) => mail.topicIds.includes(topic.id)),
      ...readParts(mail.raw, skeleton.boundary),
      eml: mail.raw,
      cut,
      leftOut,
      findings: findings(issue, newsletter, trimmed),
    };
  } catch (error) {
    if (error instanceof TemplateFault || error instanceof IssueTooLarge || error instanceof BriefingFault) {
      throw new WorkFailed(error.message, { cause: error });
    }
    throw error;
  }
}

/** The issue that these briefings make, all of it; WorkFailed when it has no topics. */
async function composePreview(
  briefings: readonly string[],
  newsletter: Newsletter,
  edition: Edition | undefined,
  now: Date,
  options: ReadOptions,
) {
  const read = await Promise.all(briefings.map((name) => readBriefing(name, options)));
  const collected = read.map((briefing) =>
    collectBriefing(briefing, {
      sections: newsletter.sections,
      defaultSection: edition?.sections?.[0] ?? newsletter.sections[0]?.id ?? '',
      language: newsletter.language,
    }),
  );
  const composed = composeIssue({
    id: 'preview',
    ...(edition && { edition }),
    audience: { kind: 'everyone' },
    collected,
    briefings: read.map(({ source, content }) => ({ name: source, hash: sha256(content) })),
    newsletter,
    now,
  });
  if (composed.kind !== 'composed') throw new WorkFailed(nothingToSend(briefings, composed.leftOut));
  const cut = collected.flatMap((each, index) =>
    each.cut.map((line) => ({ ...line, source: read[index]?.source ?? '' })),
  );
  return { ...composed, cut };
}

function sampleReader(newsletter: Newsletter, choices: RenderChoices): MailReader {
  const typed = choices.as ?? 'reader@example.com';
  const address = parseAddress(typed);
  if (!address.ok) throw new UsageError(`--as: ${JSON.stringify(typed)} ${address.reason}.`);
  const known = newsletter.sections.map((section) => section.id);
  const unknown = choices.sections?.find((section) => !known.includes(section));
  if (unknown !== undefined) {
    throw new UsageError(
      `--sections: there is no section ${JSON.stringify(unknown)}; the newsletter has ${known.join(', ')}.`,
    );
  }
  const site = newsletter.siteUrl.replace(/\/+$/, '');
  return {
    email: address.email,
    sections: choices.sections ?? [],
    unsubscribeUrl: `${site}/u/sample`,
    preferencesUrl: `${site}/p/sample`,
  };
}

function editionOf(newsletter: Newsletter, id: string | undefined) {
  if (id === undefined) return undefined;
  const found = newsletter.editions.find((each) => each.id === id);
  if (found) return found;
  const known = newsletter.editions.map((each) => each.id).join(', ');
  throw new UsageError(`--edition: there is no edition ${JSON.stringify(id)}; the newsletter has ${known}.`);
}

function nothingForReader({ sections }: MailReader, { topics }: Issue): string {
  const there = [...new Set(topics.map((topic) => topic.section))].join(', ');
  return `This reader gets no mail: no topic is in ${sections.join(', ')}. The issue has ${there}.`;
}

function nothingToSend(briefings: readonly string[], leftOut: readonly LeftOut[]): string {
  const reasons = leftOut.map(({ headline, reason }) => `\n  ${headline}: ${reason}`).join('');
  return `${briefings.join(', ')}: no topic is left to send. \`briefwire topics\` shows what was cut and why.${reasons}`;
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
