import Handlebars from 'handlebars';
import mjml2html from 'mjml';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { fillTemplates } from '../lambdas/core/mail/fill-templates.ts';
import { issueView } from '../lambdas/core/mail/issue-view.ts';
import { loadLocale } from '../lambdas/core/mail/locale.ts';
import type { MailReader, Piece } from '../lambdas/core/mail/skeleton.ts';
import { spliceMail } from '../lambdas/core/mail/splice.ts';
import { Tokens } from '../lambdas/core/mail/tokens.ts';
import type { Sample } from './sample.ts';

/** Makes the complete message of one reader. */
export type MakeMail = (reader: MailReader) => Promise<Uint8Array> | Uint8Array;

const AT = new Date('2026-11-24T06:00:00Z');

/** Ours: splice the skeleton. */
export function bySplice({ skeleton }: Sample): MakeMail {
  return (reader) => {
    const mail = spliceMail(skeleton, reader, AT);
    if (mail.kind !== 'mail') throw new Error('the reader has no topics');
    return mail.raw;
  };
}

/**
 * (a) What most home-made senders do: for each reader Handlebars makes MJML of a template, MJML makes HTML of it, and
 * nodemailer makes the message. The MJML is that of our own templates, so that both make the same mail.
 */
export function byMjml(sample: Sample): MakeMail {
  const template = mjmlTemplate(sample);
  const text = textTemplate(sample);
  return async (reader) => {
    const { html } = await mjml2html(
      Handlebars.compile(template, { noEscape: true })(fieldsOf(sample, reader)),
    );
    return compose(sample, reader, html, text(reader));
  };
}

/** Our templates filled with everything but the reader's own fields, which stay Handlebars expressions. */
function mjmlTemplate({ issue, newsletter, templates }: Sample): string {
  const locale = loadLocale(templates, 'en');
  const tokens = new Tokens(issue.contentHash);
  const view = issueView(issue, newsletter, locale, tokens, { trimmed: new Set() });
  const expand = (mjml: string): string =>
    tokens
      .cut(mjml)
      .map((part) => {
        if (typeof part === 'string') return part;
        if (part.meaning.kind === 'html') return expand(part.meaning.html);
        return part.meaning.kind === 'gap' ? `{{${part.meaning.gap}}}` : '';
      })
      .join('');
  return expand(fillTemplates(templates, 'email/issue.mjml.hbs', view, locale, tokens));
}

/** (b) The better way known elsewhere: the HTML is rendered once into a Handlebars template, run for each reader. */
export function byTemplate(sample: Sample): MakeMail {
  const html = Handlebars.compile(handlebarsOf(sample.skeleton.html));
  const text = textTemplate(sample);
  return (reader) => compose(sample, reader, html(fieldsOf(sample, reader)), text(reader));
}

function textTemplate(sample: Sample): (reader: MailReader) => string {
  const template = Handlebars.compile(handlebarsOf(sample.skeleton.text), { noEscape: true });
  return (reader) => template(fieldsOf(sample, reader));
}

function fieldsOf({ issue, skeleton }: Sample, reader: MailReader): Record<string, unknown> {
  const [first, ...others] = issue.topics.map((topic) => topic.headline);
  const chosen = Object.fromEntries(issue.topics.map(({ id }) => [id, true]));
  return {
    ...reader,
    ...chosen,
    subject: first,
    preheader: others.join(' · '),
    count: skeleton.countPhrases.at(-1),
    minutes: skeleton.minutePhrases.at(-1),
  };
}

/** The skeleton's own HTML or text as a Handlebars template: the same output, with a block per piece that can be left out. */
function handlebarsOf(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      const inner = piece.kind === 'segment' ? decode(piece.encoded) : `{{${piece.gap}}}`;
      const topics = piece.when?.topics ?? [];
      return topics.length > 0 ? `{{#if ${topics[0]}}}${inner}{{/if}}` : inner;
    })
    .join('');
}

/** Quoted-printable back to text (RFC 2045 section 6.7). */
function decode(encoded: string): string {
  const bytes = encoded
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function compose(sample: Sample, reader: MailReader, html: string, text: string): Promise<Uint8Array> {
  const { from, name } = sample.newsletter;
  return new MailComposer({
    from: { name: from.name, address: from.address },
    to: { name: reader.name ?? '', address: reader.email },
    subject: sample.issue.topics[0]?.headline ?? '',
    html,
    text,
    date: AT,
    list: { unsubscribe: reader.unsubscribeUrl, id: name },
  })
    .compile()
    .build();
}
