import { fillGap } from './fill-gap.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import type { GapName, Piece, When } from './skeleton.ts';

/** A piece of a mail's part before it is encoded: text that stands, or a gap. */
export type Draft =
  | { readonly text: string; readonly when?: When }
  | { readonly gap: GapName; readonly when?: When };

/** Encodes a part's drafts for the skeleton; neighbours that stand or fall together become one segment. */
export function encodeDrafts(drafts: readonly Draft[], place: 'html' | 'text'): Piece[] {
  return mergeTexts(drafts).map((draft): Piece => {
    const when = draft.when && { when: draft.when };
    return 'text' in draft
      ? { kind: 'segment', encoded: encodeQuotedPrintable(draft.text), ...when }
      : { kind: 'gap', gap: draft.gap, escape: place, ...when };
  });
}

function mergeTexts(drafts: readonly Draft[]): Draft[] {
  const merged: Draft[] = [];
  for (const draft of drafts) {
    const last = merged.at(-1);
    if (last && 'text' in last && 'text' in draft && last.when === draft.when) {
      merged[merged.length - 1] = { ...last, text: last.text + draft.text };
    } else merged.push(draft);
  }
  return merged.filter((draft) => !('text' in draft) || draft.text !== '');
}

/** The drafts as a reader gets them, with every gap filled and nothing encoded. */
export function fillDrafts(
  drafts: readonly Draft[],
  place: 'html' | 'text',
  fills: Readonly<Partial<Record<GapName, string>>>,
): string {
  return drafts
    .map((draft) =>
      'text' in draft ? draft.text : fillGap({ gap: draft.gap, escape: place }, fills[draft.gap] ?? ''),
    )
    .join('');
}
