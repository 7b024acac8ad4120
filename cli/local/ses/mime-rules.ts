import { headBytes, type MailHead } from './mail-head.ts';

/** Limit of the v1 API on the whole message after decoding (SES quotas, "Message quotas"). */
export const LONGEST_MAIL = 10_485_760;
/** RFC 5322 section 2.1.1, without the CRLF; SES speaks of 1,000 with it. */
const LONGEST_LINE = 998;
const LF = 10;
const CR = 13;

/** Headers that RFC 5322 section 3.6 allows once, and SES too. */
const ONCE = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'subject', 'date', 'message-id'];

/** Why SES refuses a message for what its header says, in its words; `undefined` when it takes it. */
export function headFault(head: MailHead): string | undefined {
  if (head.value('from') === undefined) return "Missing required header 'From'.";
  const names = head.headers.map(({ name }) => name.toLowerCase());
  const twice = ONCE.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  const written = head.headers.find(({ name }) => name.toLowerCase() === twice)?.name;
  return twice && `Duplicate header '${written}'.`;
}

/** Why SES refuses a message for its size; `undefined` when it takes it. */
export function sizeFault(raw: Uint8Array): string | undefined {
  if (raw.length === 0) return "Empty required header 'From'.";
  if (raw.length <= LONGEST_MAIL) return undefined;
  return `Message length is more than ${LONGEST_MAIL} bytes long: '${raw.length}'.`;
}

/**
 * What a strict mail server on the way answers 550 to, though SES itself takes it: a line break that is not CRLF, a line
 * over 998 bytes, bytes above 127 in the header. A mail that passes here passes everywhere.
 */
export function lineFault(raw: Uint8Array): string | undefined {
  let start = 0;
  for (let line = 1; start <= raw.length; line += 1) {
    const feed = raw.indexOf(LF, start);
    const end = feed < 0 ? raw.length : feed;
    const returned = raw.indexOf(CR, start);
    if (feed >= 0 && raw[feed - 1] !== CR)
      return strict(`line ${line} ends with a bare LF; end it with CRLF`);
    if (returned >= 0 && returned < end - (feed < 0 ? 0 : 1)) {
      return strict(`line ${line} holds a bare CR; end lines with CRLF`);
    }
    const length = end - start - (feed < 0 ? 0 : 1);
    if (length > LONGEST_LINE) return strict(`line ${line} has ${length} bytes; fold it at ${LONGEST_LINE}`);
    if (feed < 0) break;
    start = feed + 1;
  }
  if (headBytes(raw).some((byte) => byte > 127)) {
    return strict('the header holds bytes above 127; encode them (RFC 2047)');
  }
  return undefined;
}

const strict = (fault: string) => `Strict servers refuse this message: ${fault}.`;
