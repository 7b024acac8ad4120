import { handle } from 'hono/aws-lambda';
import { manageSubscriptionApp, type PagesDeps } from './app.ts';

/** The app behind an HTTP API (payload format 2.0); hono turns event and answer, base64 bodies too. */
export function manageSubscriptionHandler(deps: PagesDeps): ReturnType<typeof handle> {
  return handle(manageSubscriptionApp(deps));
}
