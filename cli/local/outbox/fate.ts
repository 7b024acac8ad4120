import { html } from 'hono/html';
import type { OutboxEvent } from '../ses/store.ts';
import type { Markup } from './page.ts';

type Kind = 'good' | 'warn' | 'bad';

/** What became of a mail, worst first: a mail that was delivered and then complained about is a complaint. */
const FATES: readonly { readonly event: string; readonly word: string; readonly kind: Kind }[] = [
  { event: 'Reject', word: 'Rejected', kind: 'bad' },
  { event: 'Complaint', word: 'Complaint', kind: 'bad' },
  { event: 'Bounce', word: 'Bounced', kind: 'bad' },
  { event: 'Delivery', word: 'Delivered', kind: 'good' },
];

/** One word for what became of a mail, as its events tell. */
export function fateBadge(events: readonly OutboxEvent[]): Markup {
  const types = new Set<string>(events.map(({ document }) => document.eventType));
  const softly = events.some(({ document }) => document.bounce?.['bounceType'] === 'Transient');
  const fate = FATES.find(({ event }) => types.has(event));
  if (fate?.event === 'Bounce' && softly) return badge('Auto-reply', 'warn');
  return fate ? badge(fate.word, fate.kind) : badge('Sent', 'good');
}

function badge(word: string, kind: Kind): Markup {
  return html`<span class="badge ${kind}">${word}</span>`;
}
