import type { LookupFunction } from 'node:net';
import { Agent, fetch, type RequestInit } from 'undici';

/** Names below `.localhost` are the machine itself (RFC 6761, section 6.3); not every resolver knows that. */
const toLoopback: LookupFunction = (_host, options, answer) =>
  options.all ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4);

const everywhere = new Agent();
const loopback = new Agent({ connect: { lookup: toLoopback } });

/** What a page answered, its text read. */
export interface Page {
  readonly status: number;
  readonly html: string;
  /** Of the page's only `h1`. */
  readonly title: string;
}

/** Asks for a page as a browser without cookies and scripts does. */
export async function visit(url: string, init: RequestInit = {}): Promise<Page> {
  const dispatcher = new URL(url).hostname.endsWith('.localhost') ? loopback : everywhere;
  const answer = await fetch(url, { redirect: 'manual', dispatcher, ...init });
  const html = await answer.text();
  return { status: answer.status, html, title: /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '' };
}

/** Presses a button, or sends a form. */
export function post(url: string, fields: readonly (readonly [string, string])[] = []): Promise<Page> {
  const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]));
  return visit(url, { method: 'POST', body });
}

/** Fills in the form of a page, its hidden fields as they are, and says where it goes. */
export function formOn(site: string, { html }: Page) {
  const hidden = [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  const sections = [...html.matchAll(/name="section" value="([^"]+)"/g)];
  const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
  const fields = [
    ...hidden.map(([, name = '', value = '']) => [name, value] as const),
    ...sections.map(([, id = '']) => ['section', id] as const),
  ];
  return { action: new URL(action, site).href, fields };
}
