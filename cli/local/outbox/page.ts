import { html } from 'hono/html';

/** A piece of markup in which everything that came from outside is escaped. */
export type Markup = ReturnType<typeof html>;

export interface PageParts {
  readonly title: string;
  readonly content: Markup | readonly Markup[];
  /** Wide pages use the whole window. */
  readonly wide?: boolean;
}

/** A complete page of the outbox. */
export function page({ title, content, wide = false }: PageParts): Markup {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="/outbox/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/outbox/style.css">
  </head>
  <body>
    <header class="bar">
      <a class="brand" href="/outbox"><img src="/outbox/icon.svg" alt="" width="24" height="24">Outbox</a>
      <p class="note">Mails stay on this machine. Nobody got them.</p>
    </header>
    <main class="${wide ? 'wide' : 'narrow'}">${content}</main>
  </body>
</html>`;
}

/** `24 Nov 2026, 07:00:12` in this machine's zone, with the instant for machines. */
export function moment(iso: string): Markup {
  const shown = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }).format(
    new Date(iso),
  );
  return html`<time datetime="${iso}">${shown}</time>`;
}

/** `48 kB`, in thousands as mail clients count. */
export function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
}
