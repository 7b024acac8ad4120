import type { FetchSource } from '../core/poll-sources.ts';
import { fetchFeed } from './feed-fetcher.ts';
import { type FetchOptions, fetchPage } from './page-fetcher.ts';

/** Fetches sources under the rules of `fetchPage`: feeds as feeds, pages as pages. */
export function sourceFetcher(
  options: Pick<FetchOptions, 'allowPrivate' | 'resolve' | 'timeoutMs' | 'signal'> = {},
): FetchSource {
  return ({ kind, url }, validators) =>
    kind === 'feed'
      ? fetchFeed(url, { ...options, ...validators })
      : fetchPage(url, { ...options, ...validators });
}
