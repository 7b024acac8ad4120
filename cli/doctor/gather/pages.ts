import type { PageFacts } from '../facts.ts';

/** Longer than a cold start of the pages. */
const ANSWER_MS = 15_000;

/** Asks for the front page of each address, as a reader's browser would. */
export function askPages(urls: readonly string[], get: typeof fetch = fetch): Promise<readonly PageFacts[]> {
  return Promise.all(
    [...new Set(urls.map((url) => url.replace(/\/+$/, '')))].map(async (url) => {
      try {
        const { status, body } = await get(`${url}/`, { signal: AbortSignal.timeout(ANSWER_MS) });
        await body?.cancel();
        return { url, status };
      } catch (error) {
        return { url, code: codeOf(error) };
      }
    }),
  );
}

/** Posts what a mailbox's own unsubscribe button posts (RFC 8058), with a token that is nobody's. */
export async function askOneClick(address: string, get: typeof fetch = fetch): Promise<PageFacts> {
  const url = address.replace(/\/+$/, '');
  try {
    const { status, body } = await get(`${url}/u/doctor`, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await body?.cancel();
    return { url, status };
  } catch (error) {
    return { url, code: codeOf(error) };
  }
}

/** `fetch` wraps what the network says. */
function codeOf(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown } }).cause;
  const code = String(cause?.code ?? (error as Error).name);
  return /^[A-Za-z_]{2,40}$/.test(code) ? code : 'no answer';
}
