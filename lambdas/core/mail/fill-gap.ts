import { escapeHtml, oneLine } from './escape.ts';
import type { GapPiece } from './skeleton.ts';
import { WIDTH, wrap } from './wrap.ts';

/** A reader's value as it stands in a part of the mail: one line, escaped in HTML, prose wrapped in text. */
export function fillGap({ gap, escape: place }: Pick<GapPiece, 'gap' | 'escape'>, value: string): string {
  const plain = oneLine(value);
  if (place === 'html') return escapeHtml(plain);
  return gap === 'preheader' ? wrap(plain, WIDTH) : plain;
}
