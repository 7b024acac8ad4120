import { html } from 'hono/html';
import { SCHEMES } from './colour-scheme.ts';
import type { MailPageParts } from './mail-page.ts';
import type { Markup } from './page.ts';
import { type MailQuery, urlOf, type VIEWS, WIDTHS } from './query.ts';
import { rawHead } from './read-mail.ts';

/** The longest source that a page shows, in bytes; the whole is in the .eml file. */
const LONGEST_SOURCE = 300_000;

const WIDTH_NAMES = { both: 'Both', phone: 'Phone', desktop: 'Desktop' } as const;
const SCHEME_NAMES = { light: 'Light', dark: 'Dark' } as const;

/** Each view of a mail; all but the preview are plain text in a frame of their own. */
export const views: Readonly<Record<(typeof VIEWS)[number], (parts: MailPageParts) => Markup>> = {
  preview: ({ mail, content, query }) =>
    content.html === undefined
      ? html`<p class="empty">This mail has no HTML part.</p>`
      : preview(`/outbox/${mail.messageId}`, query),
  text: ({ content }) =>
    content.text === undefined
      ? html`<p class="empty">This mail has no text part.</p>`
      : verbatim(content.text, 'Text part'),
  headers: ({ mail }) => verbatim(rawHead(mail.raw), 'Headers'),
  links: ({ content }) => links(content.links),
  events: ({ events }) =>
    events.length === 0
      ? html`<p class="empty">No events.</p>`
      : html`${events.map(
          ({
            seq,
            document,
          }) => html`<details class="event"><summary>${document.eventType} <span class="quiet">#${seq}</span></summary>
            ${verbatim(JSON.stringify(document, null, 2), `Event ${seq}`)}</details>`,
        )}`,
  source: ({ mail }) => {
    const shown = Buffer.from(mail.raw.subarray(0, LONGEST_SOURCE)).toString('utf8');
    const rest = mail.raw.length > LONGEST_SOURCE ? '\n[cut: the rest is in the .eml file]' : '';
    return verbatim(shown + rest, 'Source');
  },
};

function verbatim(text: string, name: string): Markup {
  return html`<pre class="verbatim" tabindex="0" role="region" aria-label="${name}" dir="auto">${text}</pre>`;
}

function preview(path: string, query: MailQuery): Markup {
  const body = urlOf(`${path}/body`, { scheme: query.scheme });
  const phone = query.width === 'desktop' ? '' : frame(body, 'phone', 375);
  const desktop = query.width === 'phone' ? '' : frame(body, 'desktop', 800);
  const choose = (change: Partial<MailQuery>, name: string, chosen: boolean) =>
    html`<a href="${urlOf(path, { ...query, ...change })}" ${chosen ? html`aria-current="true"` : ''}>${name}</a>`;
  return html`
    <div class="choices">
      <div class="choice" role="group" aria-label="Width">
        ${WIDTHS.map((width) => choose({ width }, WIDTH_NAMES[width], width === query.width))}
      </div>
      <div class="choice" role="group" aria-label="Colours">
        ${SCHEMES.map((scheme) => choose({ scheme }, SCHEME_NAMES[scheme], scheme === query.scheme))}
      </div>
      <p class="quiet">Links do nothing in here; follow them from <a href="${urlOf(path, { ...query, view: 'links' })}">Links</a>.</p>
    </div>
    <div class="frames">${phone}${desktop}</div>`;
}

function frame(body: string, device: 'phone' | 'desktop', width: number): Markup {
  return html`<figure class="frame ${device}">
    <div class="glass" tabindex="0" role="region" aria-label="Scroll sideways to see all ${width} pixels">
      <iframe src="${body}" title="The mail, ${width} pixels wide" sandbox="" loading="eager" width="${width}" height="720"></iframe>
    </div>
    <figcaption>${WIDTH_NAMES[device]}, ${width} px</figcaption>
  </figure>`;
}

function links(all: MailPageParts['content']['links']): Markup {
  if (all.length === 0) return html`<p class="empty">This mail has no links.</p>`;
  return html`<ul class="links">${all.map(
    ({ label, href }) => html`<li class="link">
      <a href="${href}" target="_blank" rel="noreferrer noopener"><bdi>${label}</bdi></a>
      ${label === href ? '' : html`<span class="quiet">${href}</span>`}
    </li>`,
  )}</ul>`;
}
