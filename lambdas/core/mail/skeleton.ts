/**
 * The issue rendered once for one language: encoded MIME text with gaps (docs/architecture.md, "Render once, splice
 * per reader"). Plain JSON: it is written at the freeze and read by every sender, which needs no template engine.
 */

/** What a reader's own data can fill. The name says what; the place in the mail says how it is escaped. */
export type GapName =
  | 'subject'
  | 'preheader'
  /** How many topics this reader gets, as a phrase in the skeleton's language, e.g. `5 topics`. */
  | 'count'
  /** Reading time of this reader's topics as a phrase, e.g. `4 min read`. */
  | 'minutes'
  /** The reader's own address, shown in the footer. */
  | 'email'
  | 'unsubscribeUrl'
  | 'preferencesUrl'
  /** In our own mails and in drafts: where their button leads. */
  | 'actionUrl'
  /** In our own mails: the latest issue in the archive, where there is one. */
  | 'issueUrl';

/** Keep the piece only if the reader gets at least one of these topics; absent: always. */
export interface When {
  readonly topics: readonly string[];
}

/** Encoded once: quoted-printable lines, CRLF, starts at column 0 and ends with a soft break or CRLF. */
export interface SegmentPiece {
  readonly kind: 'segment';
  readonly encoded: string;
  readonly when?: When;
}

/** Filled per reader, escaped for where it stands (`html` text or attribute value, plain `text`), then encoded. */
export interface GapPiece {
  readonly kind: 'gap';
  readonly gap: GapName;
  readonly escape: 'html' | 'text';
  readonly when?: When;
}

export type Piece = SegmentPiece | GapPiece;

/** What the sender must know about a topic to fill subject, preheader, count and minutes. */
export interface SkeletonTopic {
  readonly id: string;
  readonly section: string;
  readonly headline: string;
  readonly words: number;
}

export interface Skeleton {
  readonly issueId: string;
  /** BCP 47 tag of the chrome (not of the topics). */
  readonly language: string;
  /** Header lines that are the same for every reader, encoded, each ending in CRLF; no To, Subject, Date, List-Unsubscribe. */
  readonly headers: string;
  /** The From address in its bare form, for SES's `Source`. */
  readonly source: string;
  readonly boundary: string;
  readonly topics: readonly SkeletonTopic[];
  /** Fixed for every reader; absent: taken from the reader's topics. */
  readonly subject?: string;
  readonly preheader?: string;
  /** Phrase for a number of topics: index = number, 0 … topics.length. */
  readonly countPhrases: readonly string[];
  /** Phrase for a reading time: index = whole minutes, 0 … that of the whole issue. */
  readonly minutePhrases: readonly string[];
  readonly text: readonly Piece[];
  readonly html: readonly Piece[];
}

/** Everything a mail needs to know of its reader. */
export interface MailReader {
  readonly email: string;
  readonly name?: string;
  /** Section ids; empty means every section. */
  readonly sections: readonly string[];
  /** Absolute URL that unsubscribes on POST and shows a page on GET. */
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
  /** Of a draft's editor: where they decide. */
  readonly actionUrl?: string;
}
