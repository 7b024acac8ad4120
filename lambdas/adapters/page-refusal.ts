/** A page that is not read, and why: one or two sentences, what is wrong and what to do. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

const AS_A_FILE = 'save the page as a file and give that';

/** A refusal with that reason. */
export const refused = (reason: string): Refused => ({ kind: 'refused', reason });

/** What a status other than 200 means for whoever wants the page (RFC 9110, section 15). */
export function refusedStatus(url: URL, status: number): Refused {
  const remedy =
    status === 404 || status === 410
      ? 'there is no such page; check the URL'
      : status === 429 || status >= 500
        ? 'try again later'
        : status === 401 || status === 402 || status === 403 || status === 451
          ? `it is not open to programs; ${AS_A_FILE}`
          : `check that it opens in a browser, or ${AS_A_FILE}`;
  return refused(`${url.href} answered with status ${status} and no page: ${remedy}.`);
}

/** A page that was not wholly there in time. */
export const refusedLate = (url: string, timeoutMs: number): Refused =>
  refused(`${url} was not read within ${timeoutMs / 1000} seconds: try again later, or ${AS_A_FILE}.`);

/** A page with more text than a briefing may have. */
export const refusedSize = (url: URL, maxBytes: number): Refused =>
  refused(`${url.href} has more than ${maxBytes} bytes: save the part you want as a file and give that.`);

/** Something else than what is wanted, or that does not say what it is; `type` is a parsed media type, or nothing. */
export const refusedType = (url: URL, type: string | undefined, wanted: string): Refused =>
  refused(
    `${url.href} ${type ? `is ${type}` : 'does not say what it is'}, and only ${wanted} are read: check the URL, or ${AS_A_FILE}.`,
  );

/** Text whose bytes are not in the encoding it should have, or in one that the standard lets nobody decode. */
export function refusedText(url: URL, encoding: string): Refused {
  const fault =
    encoding === 'replacement' ? 'is in an encoding that is not read' : `is not valid ${encoding} text`;
  return refused(`${url.href} ${fault}: save it as UTF-8 in a file and give that.`);
}

/** A redirect too many. */
export const refusedLoop = (url: string, most: number): Refused =>
  refused(
    `${url} redirects more than ${most} times: check that it opens in a browser, and give the last URL.`,
  );

/**
 * A connection that failed, or an answer that broke off; `error` as fetch rejects. An error that fetch gives no cause
 * for is a fault of the call, not of the page, and is thrown.
 */
export function refusedConnection(url: URL, error: unknown): Refused {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) throw new Error(`${url.href} could not be asked for.`, { cause: error });
  const { code = cause.message } = cause as NodeJS.ErrnoException;
  return refused(
    `${url.href} could not be read (${code}): check that it opens in a browser, try again later, or ${AS_A_FILE}.`,
  );
}
