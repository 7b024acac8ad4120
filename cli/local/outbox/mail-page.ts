import { html } from 'hono/html';
import type { OutboxEvent, OutboxMailWithRaw } from '../ses/store.ts';
import { fateBadge } from './fate.ts';
import { type Markup, moment, page, size } from './page.ts';
import { type MailQuery, urlOf, VIEWS } from './query.ts';
import type { MailContent } from './read-mail.ts';
import { views } from './views.ts';

export interface MailPageParts {
  readonly mail: OutboxMailWithRaw;
  readonly content: MailContent;
  readonly events: readonly OutboxEvent[];
  readonly query: MailQuery;
}

const NAMES = {
  preview: 'Preview',
  text: 'Text part',
  headers: 'Headers',
  links: 'Links',
  events: 'Events',
  source: 'Source',
} as const;

/** One mail: its envelope, and the chosen view of it. */
export function mailPage(parts: MailPageParts): Markup {
  const { mail, content, events, query } = parts;
  const path = `/outbox/${mail.messageId}`;
  const tab = (view: (typeof VIEWS)[number]) =>
    html`<a href="${urlOf(path, { ...query, view })}" ${view === query.view ? html`aria-current="page"` : ''}>${NAMES[view]}</a>`;
  return page({
    title: `${mail.subject || '(no subject)'} · Outbox`,
    wide: true,
    content: html`
      <p class="back"><a href="/outbox">← All mails</a></p>
      <div class="heading">
        <h1 dir="auto">${mail.subject || '(no subject)'}</h1>
        <a class="button" href="${path}/mail.eml" download>Download .eml</a>
      </div>
      ${envelope(mail, events)}
      ${content.fault === undefined ? '' : html`<p class="fault">This message is not MIME that can be read: ${content.fault}</p>`}
      <nav class="tabs" aria-label="Views of this mail">${VIEWS.map(tab)}</nav>
      <div class="view">${views[query.view](parts)}</div>`,
  });
}

function envelope(mail: OutboxMailWithRaw, events: readonly OutboxEvent[]): Markup {
  const other = Object.entries(mail.tags).filter(([name]) => name !== 'issue');
  const issue = mail.tags['issue'];
  const taken =
    mail.recipientsFrom === 'headers' ? ' (taken from the headers: the call named no Destinations)' : '';
  return html`<dl class="envelope">
    <div><dt>To</dt><dd>${mail.destinations.join(', ')}${taken}</dd></div>
    <div><dt>From</dt><dd><bdi>${mail.sender}</bdi> <span class="quiet">${mail.source}</span></dd></div>
    <div><dt>Sent</dt><dd>${moment(mail.at)} ${fateBadge(events)}</dd></div>
    ${issue === undefined ? '' : html`<div><dt>Issue</dt><dd><a class="chip" href="${urlOf('/outbox', { issue })}">${issue}</a></dd></div>`}
    ${other.length === 0 ? '' : html`<div><dt>Tags</dt><dd>${other.map(([name, value]) => html`<span class="chip">${name}: ${value}</span> `)}</dd></div>`}
    ${mail.configurationSet === undefined ? '' : html`<div><dt>Set</dt><dd>${mail.configurationSet}</dd></div>`}
    <div><dt>Size</dt><dd>${size(mail.bytes)} <span class="quiet">${mail.messageId}</span></dd></div>
  </dl>`;
}
