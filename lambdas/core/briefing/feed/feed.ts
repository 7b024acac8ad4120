import type { TopicImage } from '../topic.ts';

/** The dialects of feeds: RSS 0.9x and 2.0, RSS 1.0, Atom (RFC 4287), JSON Feed 1.0 and 1.1. */
export type FeedDialect = 'rss' | 'rdf' | 'atom' | 'json';

/** One entry of a feed, the same for every dialect. */
export interface FeedEntry {
  /** What the feed calls it (RSS `guid`, Atom `id`, JSON Feed `id`), as written. */
  readonly guid?: string;
  /** The story's own page: absolute http(s) URL. */
  readonly link?: string;
  /** One line of plain text. */
  readonly title?: string;
  /** The longest text that the feed has of it, as HTML; plain text comes escaped. */
  readonly html: string;
  /** Where relative addresses in `html` start: absolute URL. */
  readonly baseUrl: string;
  /** As written, in the form of its dialect; may be nonsense. */
  readonly date?: string;
  readonly image?: TopicImage;
}

/** A feed document. */
export interface Feed {
  readonly kind: 'feed';
  readonly dialect: FeedDialect;
  readonly title?: string;
  /** BCP 47 tag as the feed says it, often left at a program's default. */
  readonly language?: string;
  /** In the order of the document. */
  readonly entries: readonly FeedEntry[];
}

/** A document that is no feed, with a clause that says what it is: `it is a page of HTML`. */
export interface NoFeed {
  readonly kind: 'no-feed';
  readonly reason: string;
}
