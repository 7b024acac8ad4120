import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { oneLine } from './escape.ts';
import { fillGap } from './fill-gap.ts';
import { addressHeader, textHeader } from './header.ts';
import { partEnd, partStart } from './mime-parts.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import { selectTopics } from './select-topics.ts';
import { isSelectionGap, type SelectionFills, selectionFills } from './selection.ts';
import type { GapPiece, MailReader, Piece, Skeleton } from './skeleton.ts';

export type SplicedMail =
  /** `raw` is the complete message: CRLF, 7-bit. */
  | {
      readonly kind: 'mail';
      readonly raw: Uint8Array;
      readonly topicIds: string[];
      readonly subject: string;
    }
  /** None of the topics is in a section that this reader chose. */
  | { readonly kind: 'no-topics' };

/** What differs between two readers of one selection. */
type ReaderGap = GapPiece & { readonly gap: 'email' | 'unsubscribeUrl' | 'preferencesUrl' };

/** A mail for one selection of topics: bytes that all its readers share, and the gaps between them. */
interface Plan {
  readonly topicIds: readonly string[];
  readonly subject: string;
  readonly subjectHeader: string;
  readonly body: readonly (Buffer | ReaderGap)[];
}

/** A sender works through readers of one issue, and most of them made the same few choices. */
const plans = new WeakMap<Skeleton, Map<string, Plan | undefined>>();
/** Choices can be as many as readers; a plan holds a whole mail. */
const MOST_PLANS = 64;

/**
 * Makes one reader's mail from the skeleton: no template engine, no parser, some copying of bytes. `at` goes into the
 * Date header; everything else follows from skeleton and reader, so a repeated call gives the same message.
 */
export function spliceMail(skeleton: Skeleton, reader: MailReader, at: Date): SplicedMail {
  const plan = planFor(skeleton, reader.sections);
  if (plan === undefined) return { kind: 'no-topics' };
  const headers = Buffer.from(readerHeaders(skeleton, plan, reader, at), 'latin1');
  const filled = new Map<string, Buffer>();
  const parts = plan.body.map((part) => (Buffer.isBuffer(part) ? part : fill(part, reader, filled)));
  const raw = Buffer.concat([headers, ...parts]);
  return { kind: 'mail', raw, topicIds: [...plan.topicIds], subject: plan.subject };
}

function fill(gap: ReaderGap, reader: MailReader, filled: Map<string, Buffer>): Buffer {
  const key = gap.escape + gap.gap;
  const known = filled.get(key);
  if (known) return known;
  const made = Buffer.from(encodeQuotedPrintable(fillGap(gap, reader[gap.gap])), 'latin1');
  filled.set(key, made);
  return made;
}

function planFor(skeleton: Skeleton, sections: readonly string[]): Plan | undefined {
  let known = plans.get(skeleton);
  if (!known || known.size >= MOST_PLANS) {
    known = new Map();
    plans.set(skeleton, known);
  }
  const key = sections.join(' ');
  if (!known.has(key)) known.set(key, makePlan(skeleton, sections));
  return known.get(key);
}

function makePlan(skeleton: Skeleton, sections: readonly string[]): Plan | undefined {
  const topics = selectTopics(skeleton.topics, sections);
  if (topics.length === 0) return undefined;
  const ids = new Set(topics.map((topic) => topic.id));
  const fills = selectionFills(skeleton, topics);
  const keep = (pieces: readonly Piece[]) =>
    pieces.filter((piece) => piece.when?.topics.some((id) => ids.has(id)) ?? true);
  const text = keep(skeleton.text);
  const html = keep(skeleton.html);
  const body = merge(
    [
      partStart(skeleton.boundary, 'plain'),
      ...text,
      partEnd(text),
      partStart(skeleton.boundary, 'html'),
      ...html,
      partEnd(html),
      `--${skeleton.boundary}--\r\n`,
    ],
    fills,
  );
  const subject = oneLine(fills.subject);
  return {
    topicIds: topics.map((topic) => topic.id),
    subject,
    subjectHeader: textHeader('Subject', subject),
    body,
  };
}

/** Joins everything that is the same for all readers of the selection. */
function merge(parts: readonly (string | Piece)[], fills: SelectionFills): (Buffer | ReaderGap)[] {
  const body: (Buffer | ReaderGap)[] = [];
  let run = '';
  for (const part of parts) {
    if (typeof part === 'string') run += part;
    else if (part.kind === 'segment') run += part.encoded;
    else if (isSelectionGap(part.gap)) run += encodeQuotedPrintable(fillGap(part, fills[part.gap]));
    else {
      body.push(Buffer.from(run, 'latin1'), part as ReaderGap);
      run = '';
    }
  }
  return [...body, Buffer.from(run, 'latin1')];
}

/** List-Unsubscribe is one https URI on one line (RFC 8058 section 4). */
function readerHeaders(skeleton: Skeleton, plan: Plan, reader: MailReader, at: Date): string {
  return (
    skeleton.headers +
    addressHeader('To', reader.email, reader.name) +
    plan.subjectHeader +
    `Date: ${at.toUTCString().replace('GMT', '+0000')}\r\n` +
    `Message-ID: <${messageId(skeleton, reader)}>\r\n` +
    `List-Unsubscribe: <${uri(reader.unsubscribeUrl)}>\r\n\r\n`
  );
}

/** What a URI may not hold (RFC 3986 section 2) is escaped, so that neither a space nor a line break ends it early. */
function uri(url: string): string {
  return url.toWellFormed().replace(/[^\x21-\x7e]|[<>"]/gu, (each) => encodeURIComponent(each));
}

/** The same mail sent again has the same id, so a mailbox can tell. SES puts its own in its place. */
function messageId(skeleton: Skeleton, reader: MailReader): string {
  const unique = hash('sha256', `${skeleton.issueId}\n${reader.email}\n${reader.unsubscribeUrl}`);
  return `${unique.slice(0, 32)}@${skeleton.source.split('@').at(-1)}`;
}
