import type { MiddlewareHandler } from 'hono';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
const READS = ['GET', 'HEAD'];

/**
 * For pages that hold readers' addresses and links. Answers 403 to a request for another host name, which is what a web
 * site's page sends when it points its own name at this machine (DNS rebinding), and to a change that another site's
 * page asks for.
 */
export function loopbackOnly(): MiddlewareHandler {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const host = c.req.header('host') ?? url.host;
    if (!LOOPBACK.test(host)) {
      return c.text(`This page is served to localhost only, not to ${JSON.stringify(host)}.\n`, 403);
    }
    const origin = c.req.header('origin');
    if (!READS.includes(c.req.method) && origin !== undefined && origin !== `http://${host}`) {
      return c.text('Another site may not change anything here.\n', 403);
    }
    return next();
  };
}
