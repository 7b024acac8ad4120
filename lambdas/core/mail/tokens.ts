import { createHash } from 'node:crypto';
import { escapeHtml } from './escape.ts';
import type { GapName, When } from './skeleton.ts';

/** What a token stands for while the templates are rendered. */
export type TokenMeaning =
  /** Finished HTML, put in its place when the template engines are done. It may hold other tokens. */
  | { readonly kind: 'html'; readonly html: string }
  | { readonly kind: 'gap'; readonly gap: GapName }
  /** Start and end of a fragment that only some readers get. */
  | { readonly kind: 'open'; readonly when: When }
  | { readonly kind: 'close' };

export interface Token {
  readonly meaning: TokenMeaning;
  /** For messages: `the headline "Rates rise"`. */
  readonly label: string;
  /** The mail is not fit to send without it; the text says where it belongs. */
  readonly required?: string;
}

/**
 * Nobody's text ever passes through Handlebars or MJML: they see a token for it, a word that neither of them can take
 * for markup or an expression. The token is a nonce, so no text can imitate one, and it is derived from everything that
 * is rendered, so the same issue gives the same bytes. (To imitate it a text would have to contain its own hash.)
 */
export class Tokens {
  readonly #prefix: string;
  readonly #tokens: Token[] = [];

  /** `seed` is everything that goes into the mail. */
  constructor(seed: string) {
    this.#prefix = `q${createHash('sha256').update(seed).digest('hex').slice(0, 16)}`;
  }

  /** Text of any origin, escaped for HTML text and quoted attribute values. */
  text(value: string, label: string, required?: string): string {
    return this.html(escapeHtml(value), label, required);
  }

  html(html: string, label: string, required?: string): string {
    return this.#put({ meaning: { kind: 'html', html }, label, ...(required && { required }) });
  }

  gap(gap: GapName, required?: string): string {
    return this.#put({ meaning: { kind: 'gap', gap }, label: `{{${gap}}}`, ...(required && { required }) });
  }

  open(when: When, label: string): string {
    return this.#put({ meaning: { kind: 'open', when }, label: `the start of ${label}` });
  }

  close(label: string): string {
    return this.#put({ meaning: { kind: 'close' }, label: `the end of ${label}` });
  }

  /** The text cut at its tokens. */
  cut(text: string): (string | Token)[] {
    return text
      .split(new RegExp(`${this.#prefix}n(\\d+)z`))
      .map((part, index) => (index % 2 ? (this.#tokens[Number(part)] as Token) : part));
  }

  /** How often each token stands in the text. */
  count(text: string): ReadonlyMap<Token, number> {
    const counts = new Map<Token, number>(this.#tokens.map((token) => [token, 0]));
    for (const part of this.cut(text)) {
      if (typeof part !== 'string') counts.set(part, (counts.get(part) ?? 0) + 1);
    }
    return counts;
  }

  #put(token: Token): string {
    this.#tokens.push(token);
    return `${this.#prefix}n${this.#tokens.length - 1}z`;
  }
}
