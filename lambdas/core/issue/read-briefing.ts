import type { Briefing, BriefingFormat } from '../briefing/topic.ts';

const FORMATS: Readonly<Record<string, BriefingFormat>> = {
  txt: 'text',
  text: 'text',
  md: 'markdown',
  markdown: 'markdown',
  html: 'html',
  htm: 'html',
  json: 'json',
};

export type ReadBriefing =
  | { readonly ok: true; readonly briefing: Briefing }
  /** A clause for the owner: `it is not text`. */
  | { readonly ok: false; readonly reason: string };

/** The format that a file's name promises; `undefined` for endings that are none of ours. */
export function formatOf(name: string): BriefingFormat | undefined {
  const ending = /\.([^.]+)$/.exec(name)?.[1];
  return ending === undefined ? 'text' : FORMATS[ending.toLowerCase()];
}

/** A briefing from a file's name and bytes. */
export function readBriefing(name: string, bytes: Uint8Array): ReadBriefing {
  const format = formatOf(name);
  if (!format) return { ok: false, reason: 'it is neither .txt, .md, .html nor .json' };
  let content: string;
  try {
    content = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, reason: 'it is not text in UTF-8' };
  }
  if (content.includes('\0')) return { ok: false, reason: 'it is not text: it has zero bytes' };
  if (content.trim() === '') return { ok: false, reason: 'it is empty' };
  return { ok: true, briefing: { source: name, format, content } };
}
