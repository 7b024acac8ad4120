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
type ReaderGap = GapPiece & { readonly gap: 'email' | 'unsubscribeUrl' | 'preferencesUrl' | 'actionUrl' };

/** A mail for one selection of topics: bytes that many selections share, and the gaps between them. */
interface Plan {
  readonly topicIds: readonly string[];
  readonly subject: string;
  readonly subjectHeader: string;
  body: readonly (Buffer | ReaderGap)[];
  uses: number;
}

/** What a sender keeps of one skeleton. */
interface Plans {
  readonly bySections: Map<string, Plan | undefined>;
  /** Plans whose bytes were joined. */
  joined: number;
}

/** A sender works through readers of one issue, and most of them made the same few choices. */
const plans = new WeakMap<Skeleton, Plans>();
/** Choices can be as many as readers; a plan is a list of some hundred references. */
const MOST_PLANS = 1024;
/** A choice that so many made is worth the memory of a whole mail, for the first few such choices. */
const MANY_USES = 32;
const MOST_JOINED = 32;

/**
 * Makes one reader's mail from the skeleton: no template engine, no parser, some copying of bytes. `at` goes into the
 * Date header; everything else follows from skeleton and reader, so a repeated call gives the same message.
 */
export function spliceMail(skeleton: Skeleton, reader: MailReader, at: Date): SplicedMail {
  const plan = planFor(skeleton, reader.sections);
  if (plan === undefined) return { kind: 'no-topics' };
  const headers = Buffer.from(readerHeaders(skeleton, plan, reader, at), 'latin1');
  const done = new Map<string, Buffer>();
  const parts = plan.body.map((part) => (Buffer.isBuffer(part) ? part : fill(part, reader, done)));
  const raw = Buffer.concat([headers, ...parts]);
  return { kind: 'mail', raw, topicIds: [...plan.topicIds], subject: plan.subject };
}

function fill(gap: ReaderGap, reader: MailReader, done: Map<string, Buffer>): Buffer {
  const key = gap.escape + gap.gap;
  const known = done.get(key);
  if (known) return known;
  const made = Buffer.from(encodeQuotedPrintable(fillGap(gap, reader[gap.gap] ?? '')), 'latin1');
  done.set(key, made);
  return made;
}

function planFor(skeleton: Skeleton, sections: readonly string[]): Plan | undefined {
  const known = plans.get(skeleton) ?? { bySections: new Map<string, Plan | undefined>(), joined: 0 };
  plans.set(skeleton, known);
  const key = sections.join(' ');
  if (!known.bySections.has(key)) {
    if (known.bySections.size >= MOST_PLANS) known.bySections.clear();
    known.bySections.set(key, makePlan(skeleton, sections));
  }
  const plan = known.bySections.get(key);
  if (plan && ++plan.uses === MANY_USES && known.joined < MOST_JOINED) {
    plan.body = joined(plan.body);
    known.joined += 1;
  }
  return plan;
}

/** Bytes that stand side by side as one run each. */
function joined(body: Plan['body']): Plan['body'] {
  const runs: (Buffer[] | ReaderGap)[] = [];
  for (const part of body) {
    const last = runs.at(-1);
    if (!Buffer.isBuffer(part)) runs.push(part);
    else if (Array.isArray(last)) last.push(part);
    else runs.push([part]);
  }
  return runs.map((run) => (Array.isArray(run) ? Buffer.concat(run) : run));
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
  const body = [
    bytes(partStart(skeleton.boundary, 'plain')),
    ...text.map((piece) => filled(piece, fills)),
    bytes(partEnd(text) + partStart(skeleton.boundary, 'html')),
    ...html.map((piece) => filled(piece, fills)),
    bytes(`${partEnd(html)}--${skeleton.boundary}--\r\n`),
  ];
  const subject = oneLine(fills.subject);
  return {
    topicIds: topics.map((topic) => topic.id),
    subject,
    subjectHeader: textHeader('Subject', subject),
    body,
    uses: 0,
  };
}

/** The bytes of the segments that a sender has met; every selection that keeps one shares them. */
const segments = new WeakMap<Piece, Buffer>();

/** A piece as it is for all readers of a selection; a gap of the reader's own stays one. */
function filled(piece: Piece, fills: SelectionFills): Buffer | ReaderGap {
  if (piece.kind !== 'segment') {
    return isSelectionGap(piece.gap)
      ? bytes(encodeQuotedPrintable(fillGap(piece, fills[piece.gap])))
      : (piece as ReaderGap);
  }
  const known = segments.get(piece) ?? bytes(piece.encoded);
  segments.set(piece, known);
  return known;
}

function bytes(encoded: string): Buffer {
  return Buffer.from(encoded, 'latin1');
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
