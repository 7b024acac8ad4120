import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** Our own pages: one stylesheet, our own frames, no script at all. */
export const pageHeaders: MiddlewareHandler = headers({
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  frameSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
});

/** A mail's HTML is a stranger's: it may paint, and load pictures over https; it has no origin, script, form or frame. */
export const mailBodyHeaders: MiddlewareHandler = headers({
  defaultSrc: ["'none'"],
  styleSrc: ["'unsafe-inline'"],
  imgSrc: ['https:', 'data:'],
  fontSrc: ['https:', 'data:'],
  formAction: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'self'"],
  sandbox: [],
});

type Policy = NonNullable<NonNullable<Parameters<typeof secureHeaders>[0]>['contentSecurityPolicy']>;

function headers(contentSecurityPolicy: Policy): MiddlewareHandler {
  const secure = secureHeaders({
    contentSecurityPolicy,
    // frame-ancestors says it more exactly; plain http on loopback has no use for the other.
    xFrameOptions: false,
    strictTransportSecurity: false,
    // Other apps of the same origin do not ask for it, and Chromium wants all of them to.
    originAgentCluster: false,
    referrerPolicy: 'no-referrer',
  });
  return async (c, next) => {
    await secure(c, next);
    c.header('Cache-Control', 'no-store');
  };
}
