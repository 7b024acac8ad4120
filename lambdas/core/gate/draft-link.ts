import type { Tokens } from '../subscribers/tokens.ts';

/** Makes the address where an editor decides about a draft, under the site's. */
export function draftUrlUnder(
  siteUrl: string,
  tokens: Pick<Tokens, 'make'>,
): (issueId: string, at: Date) => string {
  const base = siteUrl.replace(/\/+$/, '');
  return (issueId, at) => {
    const [id = '', about = ''] = issueId.split('.', 2);
    return `${base}/i/${tokens.make('draft', { id, about, consentVersion: 1 }, at)}`;
  };
}

/** The issue that a draft's token is about; `undefined` when it is no such token, or too old. */
export function draftOfToken(tokens: Pick<Tokens, 'read'>, token: string, at: Date): string | undefined {
  const read = tokens.read('draft', token, at);
  return read.ok && read.reader.about ? `${read.reader.id}.${read.reader.about}` : undefined;
}
