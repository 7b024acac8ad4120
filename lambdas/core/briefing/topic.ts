/** Where a headline came from, best first: the editor wrote it, the page did, we shortened a sentence, or cut one. */
export type HeadlineSource = 'editor' | 'source' | 'compressed' | 'lead';

/** One link of a topic's body, in the order of the text. */
export interface TopicLink {
  readonly label: string;
  /** Absolute http(s) URL. */
  readonly href: string;
}

/** A picture that belongs to a topic. */
export interface TopicImage {
  /** Absolute https URL. */
  readonly src: string;
  /** Text alternative; empty for a decorative picture. */
  readonly alt: string;
}

/** Who told a story. */
export interface TopicSource {
  /** As `Topic.source`: a file name, a URL, a feed's name, or `stdin`. */
  readonly name: string;
  /** The story's page there; absent for a briefing, which readers cannot see. Absolute http(s) URL. */
  readonly link?: string;
}

/** One item of a briefing, as readers get it. Plain data: it is stored, frozen and compared byte by byte. */
export interface Topic {
  /** The same text gives the same id, on any machine at any time: `t` and 16 hex digits of a SHA-256. */
  readonly id: string;
  /** Id of a section of `newsletter.config.ts`. */
  readonly section: string;
  readonly headline: string;
  readonly headlineSource: HeadlineSource;
  /** One or two sentences, letter for letter from the body. */
  readonly summary: string;
  /** The whole text: paragraphs separated by one empty line, no markup. */
  readonly body: string;
  /** The body with its emphasis, lists and links, sanitised to the allow-list; absent for plain text. */
  readonly html?: string;
  /** Links inside `html`, so that the text part can carry them all. */
  readonly links: readonly TopicLink[];
  /** The story's own address, when the briefing names one. Absolute http(s) URL. */
  readonly link?: string;
  readonly image?: TopicImage;
  /** Names of people, places and organisations, in order of first appearance, at most 12. */
  readonly entities: readonly string[];
  /** Number of words of the body. */
  readonly words: number;
  /** The briefing it came from: a file name, a URL, or `stdin`. */
  readonly source: string;
  /**
   * Who told the story, the first one first: of a feed or a page its name and the story's page there, which readers are
   * shown; of a briefing its name alone. Absent for a topic of one briefing.
   */
  readonly sources?: readonly TopicSource[];
  /** What the editors give it, -100 … 100: more comes earlier. Absent: 0. */
  readonly weight?: number;
}

/** A line of the briefing that is not in any topic, and the rule that says why. */
export interface Cut {
  /** 1-based line of the briefing as handed in; of the extracted text for HTML pages. */
  readonly line: number;
  readonly text: string;
  /** Stable, hyphenated name of the rule, e.g. `share-button`. */
  readonly rule: string;
}

/** `json` is the published schema, docs/briefing.schema.json. */
export type BriefingFormat = 'text' | 'markdown' | 'html' | 'json';

/** What an editor hands in, before anything was done to it. */
export interface Briefing {
  /** A file name, a URL, or `stdin`; shown in reports. */
  readonly source: string;
  readonly format: BriefingFormat;
  readonly content: string;
  /** Resolves relative links of an HTML page; absent for files. */
  readonly baseUrl?: string;
}

/** What a briefing was cut into. */
export interface CollectedBriefing {
  /** The briefing's own title (front matter, first heading, page title); it can become the subject. */
  readonly title?: string;
  /** The editor's subject line, from front matter. */
  readonly subject?: string;
  /** The editor's preheader, from front matter. */
  readonly preheader?: string;
  /** BCP 47 primary tag, e.g. `en`; detected from the text unless the front matter says it. */
  readonly language: string;
  readonly topics: readonly Topic[];
  readonly cut: readonly Cut[];
  /** ISO 8601: when it was put into the inbox, or when its source published it. Absent where it does not matter. */
  readonly at?: string;
  /** Id of the source that brought it; absent for what an editor hands in. */
  readonly sourceId?: string;
}
