import type { Cut, TopicImage, TopicLink } from './topic.ts';

/** The label with which a paragraph begins, set apart by bold type, capitals or a colon; and what follows it. */
export interface LeadIn {
  readonly label: string;
  readonly text: string;
  /** The rest with its markup; absent for plain text. */
  readonly html?: string;
}

/** One piece of a briefing, the same for every format: readers make them, `split` groups them into topics. */
export interface Block {
  /** 1-based line on which it begins. */
  readonly line: number;
  readonly kind: 'heading' | 'paragraph' | 'item' | 'quote' | 'picture';
  /** One line of clean text, without list markers; empty only for a picture. */
  readonly text: string;
  /** 1 (the page's title) to 6; only for a heading. */
  readonly level?: number;
  /** Number of an item in an ordered list; absent for bullets. */
  readonly number?: number;
  /** Inline markup of the text; absent for plain text. */
  readonly html?: string;
  readonly links: readonly TopicLink[];
  readonly image?: TopicImage;
  readonly leadIn?: LeadIn;
}

/** What a reader makes of a briefing. */
export interface ReadBriefing {
  readonly blocks: readonly Block[];
  readonly cut: readonly Cut[];
  /** The document's own title, when it says one outside its text (front matter has precedence, see `split`). */
  readonly title?: string;
  /** The page says that it is one story, so its paragraphs belong together. */
  readonly oneStory?: boolean;
}
