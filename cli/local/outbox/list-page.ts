import { html } from 'hono/html';
import type { OutboxMail, OutboxPage, OutboxStore } from '../ses/store.ts';
import { fateBadge } from './fate.ts';
import { type Markup, moment, page } from './page.ts';
import { type ListQuery, urlOf } from './query.ts';

/** The list of mails, newest first, with its search. */
export function listPage(store: OutboxStore, query: ListQuery, found: OutboxPage): Markup {
  const filtered = query.q !== '' || query.issue !== '';
  const word = found.total === 1 ? 'mail' : 'mails';
  return page({
    title: filtered ? `${found.total} ${word} found · Outbox` : `Outbox (${found.total})`,
    content: html`
      <div class="heading">
        <h1>${filtered ? 'Found' : 'All mails'} <span class="count">${found.total}</span></h1>
        <a class="button" href="${urlOf('/outbox', { ...query, before: undefined, limit: undefined })}">Refresh</a>
      </div>
      ${searchForm(store, query, filtered)}
      ${found.mails.length === 0 ? nothing(filtered) : rows(store, found.mails)}
      ${turning(query, found)}`,
  });
}

function searchForm(store: OutboxStore, query: ListQuery, filtered: boolean): Markup {
  const issues = store.issues();
  const option = (issue: string, label: string) =>
    html`<option value="${issue}" ${issue === query.issue ? 'selected' : ''}>${label}</option>`;
  return html`<form class="search" action="/outbox" method="get" role="search">
    <label class="grow"><span>Recipient or subject</span>
      <input type="search" name="q" value="${query.q}" maxlength="300" autocomplete="off"></label>
    <label><span>Issue</span>
      <select name="issue">
        ${option('', 'Every issue')}
        ${issues.map(({ issue, mails }) => option(issue, `${issue} (${mails})`))}
      </select></label>
    <button class="button primary">Search</button>
    ${filtered ? html`<a class="button" href="/outbox">Clear</a>` : ''}
  </form>`;
}

function rows(store: OutboxStore, mails: readonly OutboxMail[]): Markup {
  return html`<ol class="mails">${mails.map((mail) => row(store, mail))}</ol>`;
}

function row(store: OutboxStore, mail: OutboxMail): Markup {
  const issue = mail.tags['issue'];
  return html`<li>
    <a class="mail" href="/outbox/${mail.messageId}">
      <span class="subject" dir="auto">${mail.subject || '(no subject)'}</span>
      <span class="to">${mail.destinations.join(', ')}</span>
      <span class="facts">${fateBadge(store.eventsOf(mail.messageId))}
        ${issue === undefined ? '' : html`<span class="chip">${issue}</span>`}
        ${moment(mail.at)}</span>
    </a>
  </li>`;
}

function turning(query: ListQuery, { older, newer }: OutboxPage): Markup | string {
  if (older === undefined && newer === undefined) return '';
  const to = (before: number | 'first') =>
    urlOf('/outbox', { ...query, before: before === 'first' ? undefined : before });
  return html`<nav class="turning" aria-label="Pages">
    ${newer === undefined ? html`<span></span>` : html`<a class="button" rel="prev" href="${to(newer)}">← Newer</a>`}
    ${older === undefined ? '' : html`<a class="button" rel="next" href="${to(older)}">Older →</a>`}
  </nav>`;
}

function nothing(filtered: boolean): Markup {
  if (filtered) {
    return html`<p class="empty">No mail matches. Try a part of the address, or <a href="/outbox">see all mails</a>.</p>`;
  }
  return html`<div class="empty">
    <p>No mail yet.</p>
    <p>Send the sample issue with <code>npm run demo</code>, or your own with
      <code>npx briefwire send &lt;briefing&gt;</code>; it appears here.</p>
  </div>`;
}
