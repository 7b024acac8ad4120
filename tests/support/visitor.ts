import { manageSubscriptionApp, type PagesDeps } from '../../lambdas/functions/manage-subscription/app.ts';
import { readWithPostalMime } from './mail-readers.ts';
import type { ScriptedMailer } from './scripted-mailer.ts';
import { SITE, type System } from './system.ts';

/** What a page answered, its text read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** Of the page's only `h1`. */
  readonly title: string;
}

type Fields = readonly (readonly [string, string])[];

/**
 * Somebody in front of the pages, with a browser that keeps cookies and fills in the fields that
 * a form has already.
 */
export function aVisitor(
  system: System & Partial<PagesDeps>,
  headers: Readonly<Record<string, string>> = {},
) {
  const app = manageSubscriptionApp(system);
  const cookies = new Map<string, string>();

  async function ask(url: string, init: RequestInit = {}): Promise<Answered> {
    const path = url.replace(SITE, '');
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await app.request(path, {
      ...init,
      headers: { ...headers, ...(cookie && { cookie }), ...(init.headers as Record<string, string>) },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const html = await answer.text();
    const title = /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '';
    return { status: answer.status, headers: answer.headers, html, title };
  }

  const post = (url: string, fields: Fields = []) =>
    ask(url, {
      method: 'POST',
      body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
    });

  return {
    cookies,
    ask,
    get: (url: string) => ask(url),
    post,
    /** Opens the sign-up form, waits as a person does, and sends it. */
    async signUp(email: string, fields: Fields = [], url = '/'): Promise<Answered> {
      const { html } = await ask(url);
      system.clock.forward(5_000);
      const hidden = [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
      const own: Fields = hidden.map(([, name = '', value = '']) => [name, value]);
      const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
      const chosen = fields.some(([name]) => name === 'section') ? [] : allSections(html);
      return post(action, [...own, ['email', email], ...chosen, ...fields]);
    },
  };
}

export type Visitor = ReturnType<typeof aVisitor>;

const allSections = (html: string): Fields =>
  [...html.matchAll(/name="section" value="([^"]+)"/g)].map(([, id = '']) => ['section', id]);

/** The mails to an address so far, read. */
export async function mailsTo(mailer: ScriptedMailer, address: string) {
  const taken = mailer.taken.filter(({ to }) => to === address);
  return Promise.all(
    taken.map(async ({ raw, tags }) => ({ ...(await readWithPostalMime(raw)), kind: tags['mail'] })),
  );
}

/** The first link of the last mail to an address that leads below `/<letter>/`. */
export async function linkTo(mailer: ScriptedMailer, address: string, letter: string): Promise<string> {
  const text = (await mailsTo(mailer, address)).at(-1)?.text ?? '';
  const link = new RegExp(`${SITE}/${letter}/[\\w-]+`).exec(text)?.[0];
  if (!link) throw new Error(`no link to /${letter}/ in:\n${text}`);
  return link;
}
