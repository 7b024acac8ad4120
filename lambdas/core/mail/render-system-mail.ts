import { createHash } from 'node:crypto';
import type { Newsletter } from '../config.ts';
import { localName } from '../local-name.ts';
import { mix } from './colour.ts';
import { type Draft, encodeDrafts } from './draft.ts';
import { addressHeader, textHeader } from './header.ts';
import { chromeLanguage, type Locale, languagesAvailable, loadLocale } from './locale.ts';
import { renderHtml } from './render-html.ts';
import type { GapName } from './skeleton.ts';
import {
  CONFIRM_HOURS,
  LATEST,
  type SystemMail,
  type SystemMailKind,
  type SystemMails,
} from './system-mail.ts';
import { textGaps, textOf } from './system-text.ts';
import type { TemplateSet } from './template-set.ts';
import { Tokens } from './tokens.ts';
import { WIDTH } from './wrap.ts';

const GAPS: readonly GapName[] = ['actionUrl', 'preferencesUrl', 'unsubscribeUrl', LATEST];

const SUBJECTS: Readonly<Record<SystemMailKind, string>> = {
  confirm: 'system.confirm.subject',
  already: 'system.already.subject',
  welcome: 'system.welcome.subject',
  goodbye: 'system.goodbye.subject',
  'confirm-address': 'system.confirmAddress.subject',
  'address-changed': 'system.addressChanged.subject',
};

const PREHEADERS: Readonly<Record<SystemMailKind, string>> = {
  confirm: 'system.confirm.preheader',
  already: 'system.already.preheader',
  welcome: 'system.welcome.preheader',
  goodbye: 'system.goodbye.preheader',
  'confirm-address': 'system.confirmAddress.preheader',
  'address-changed': 'system.addressChanged.preheader',
};

/** Mails to somebody who is a reader end with the reader's own links. */
const TO_READERS: readonly SystemMailKind[] = ['already', 'welcome'];

/**
 * Renders one of our own mails in one language, through the same engines and with the same theme as an issue. The same
 * input gives the same bytes. Throws TemplateFault.
 */
export async function renderSystemMail(
  kind: SystemMailKind,
  language: string,
  newsletter: Newsletter,
  templates: TemplateSet,
): Promise<SystemMail> {
  const locale = loadLocale(templates, language);
  const tokens = new Tokens(JSON.stringify([kind, language, newsletter]));
  const subject = locale.phrase(SUBJECTS[kind], { newsletter: newsletter.name });
  const html = await renderHtml(
    templates,
    `system/${kind}.mjml.hbs`,
    systemView(kind, newsletter, locale, {
      text: (value) => tokens.text(value, JSON.stringify(value)),
      gaps: Object.fromEntries(GAPS.map((gap) => [gap, tokens.gap(gap)])),
    }),
    locale,
    tokens,
  );
  const plain = systemView(kind, newsletter, locale, { text: (value) => value, gaps: textGaps(GAPS) });
  const text = textOf(templates, `system/${kind}.txt.hbs`, plain, locale);
  const boundary = `=_briefwire_${createHash('sha256')
    .update(JSON.stringify([html, text]))
    .digest('hex')
    .slice(0, 24)}`;
  return {
    kind,
    language,
    headers: systemHeaders(newsletter, subject, boundary),
    source: newsletter.from.address,
    boundary,
    needs: [...new Set([...html, ...text].flatMap((draft) => needed(draft)))],
    text: encodeDrafts(text, 'text'),
    html: encodeDrafts(html, 'html'),
  };
}

/** Every mail is rendered when it is first asked for, in the language closest to the one asked for. */
export function renderedSystemMails(newsletter: Newsletter, templates: TemplateSet): SystemMails {
  const known = new Map<string, Promise<SystemMail>>();
  return {
    mail(kind, wanted) {
      const language = chromeLanguage(wanted, languagesAvailable(templates), newsletter.language);
      const key = `${kind} ${language}`;
      const mail = known.get(key) ?? renderSystemMail(kind, language, newsletter, templates);
      known.set(key, mail);
      return mail;
    },
  };
}

function needed(draft: Draft): GapName[] {
  return 'gap' in draft && draft.when === undefined ? [draft.gap] : [];
}

/** How a template writes a text and a gap: as tokens in MJML, as they are in the text part. */
interface Writing {
  text(value: string): string;
  readonly gaps: Readonly<Record<string, string>>;
}

/** What the templates of our own mails see; templates/custom/README.md lists it. */
function systemView(kind: SystemMailKind, newsletter: Newsletter, locale: Locale, writing: Writing) {
  const { theme, tagline } = newsletter;
  const { text } = writing;
  return {
    language: locale.language,
    direction: locale.direction,
    start: locale.direction === 'rtl' ? 'right' : 'left',
    end: locale.direction === 'rtl' ? 'left' : 'right',
    theme,
    rule: mix(theme.ink, theme.paper),
    ruleDark: mix(theme.inkDark, theme.paperDark),
    line: '-'.repeat(WIDTH),
    subject: text(locale.phrase(SUBJECTS[kind], { newsletter: newsletter.name })),
    preheader: text(locale.phrase(PREHEADERS[kind], { newsletter: newsletter.name })),
    newsletter: {
      name: text(newsletter.name),
      tagline: tagline && text(localName(tagline, locale.language, newsletter.language)),
      siteUrl: text(newsletter.siteUrl),
      logo: theme.logo && text(theme.logo),
      postalAddress: text(newsletter.postalAddress),
      sender: text(newsletter.from.address),
      contact: text(newsletter.replyTo ?? newsletter.from.address),
    },
    hours: CONFIRM_HOURS,
    reader: TO_READERS.includes(kind),
    latest: { when: { topics: [LATEST] }, label: 'the latest issue' },
    ...writing.gaps,
  };
}

/** RFC 3834 section 5: no mail program answers it by itself. No List-* headers: it is no list's mail. */
function systemHeaders({ from, replyTo }: Newsletter, subject: string, boundary: string): string {
  return [
    addressHeader('From', from.address, from.name),
    ...(replyTo ? [addressHeader('Reply-To', replyTo)] : []),
    textHeader('Subject', subject),
    'Auto-Submitted: auto-generated\r\n',
    'MIME-Version: 1.0\r\n',
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n`,
  ].join('');
}
