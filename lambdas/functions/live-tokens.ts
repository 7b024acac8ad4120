import { type TokenSecret, type Tokens, tokensOf } from '../core/subscribers/tokens.ts';

/** Tokens whose keys may change while the process lives. */
export interface LiveTokens extends Tokens {
  /** Takes the keys as they are now into use; called before each piece of work. */
  refresh(): Promise<void>;
}

/** Follows a secret: a key that was added is used, and its links are known, without a new deployment. */
export function liveTokens(secret: () => Promise<TokenSecret>): LiveTokens {
  let current: { readonly secret: TokenSecret; readonly tokens: Tokens } | undefined;
  const tokens = (): Tokens => {
    if (current) return current.tokens;
    throw new Error('the token keys were not read yet: call refresh() first');
  };
  return {
    make: (...args) => tokens().make(...args),
    read: (...args) => tokens().read(...args),
    async refresh() {
      const latest = await secret();
      if (latest !== current?.secret) current = { secret: latest, tokens: tokensOf(latest) };
    },
  };
}
