/** The parts of Media RSS in use (rssboard.org/media-rss), as the parser gives them for an item or a group of one. */
interface MediaElements {
  readonly description?: { readonly value?: string };
  readonly thumbnails?: readonly { readonly url?: string }[];
  readonly contents?: readonly {
    readonly url?: string;
    readonly medium?: string;
    readonly type?: string;
    readonly thumbnails?: readonly { readonly url?: string }[];
  }[];
}

export interface Media extends MediaElements {
  readonly groups?: readonly MediaElements[];
}

/** Addresses of an entry's pictures, largest use first: pictures before the thumbnails of films. */
export function mediaPictures(media: Media | undefined): (string | undefined)[] {
  const all = [media, ...(media?.groups ?? [])];
  const contents = all.flatMap((each) => each?.contents ?? []);
  const pictures = contents.filter(({ medium, type }) => medium === 'image' || type?.startsWith('image/'));
  return [
    ...pictures.map(({ url }) => url),
    ...all.flatMap((each) => each?.thumbnails ?? []).map(({ url }) => url),
    ...contents.flatMap((each) => each.thumbnails ?? []).map(({ url }) => url),
  ];
}

/** What a channel of films says about one: plain text. */
export function mediaText(media: Media | undefined): string | undefined {
  return media?.description?.value ?? media?.groups?.find((each) => each.description)?.description?.value;
}
