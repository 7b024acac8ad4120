import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Newsletter } from '../../core/config.ts';
import type { Pages } from '../../core/subscribers/pages.ts';

/** What every answer tells browsers, caches and search engines. */
export function pageHeaders(newsletter: Newsletter, pages: Pages): MiddlewareHandler[] {
  const { logo } = newsletter.theme;
  return [
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: [pages.styleSource],
        scriptSrc: [pages.scriptSource],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(logo && { imgSrc: [new URL(logo).origin] }),
      },
      permissionsPolicy: { camera: [], microphone: [], geolocation: [], browsingTopics: [] },
      // The token is in the address: no other site may learn it from a Referer.
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: 'max-age=15552000',
      xFrameOptions: 'DENY',
    }),
    async (context, next) => {
      await next();
      context.header('Cache-Control', 'no-store');
      context.header('X-Robots-Tag', 'noindex');
    },
  ];
}
