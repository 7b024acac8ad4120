import { readFile } from 'node:fs/promises';
import { Option } from 'commander';
import type { Briefing, BriefingFormat } from '../lambdas/core/briefing/topic.ts';
import { readBriefing as decode, formatOf } from '../lambdas/core/issue/read-briefing.ts';
import { UsageError, WorkFailed } from './output.ts';

/** How a briefing is read. */
export interface ReadOptions {
  /** Fetch addresses of this machine and of private networks too. */
  readonly allowPrivate?: boolean;
}

/** The option that refusals of `fetchPage` name. */
export function allowPrivateOption(): Option {
  return new Option('--allow-private', 'also fetch web addresses of this machine and of private networks');
}

/**
 * Reads a briefing from a file, a web address, or `-` for standard input. Throws UsageError when the file is not there,
 * WorkFailed when what is there is no text, is empty, or may not or cannot be fetched.
 */
export async function readBriefing(source: string, options: ReadOptions = {}): Promise<Briefing> {
  if (/^https?:\/\//i.test(source)) return fromWeb(source, options);
  const named = source === '-' ? 'stdin' : source;
  const bytes = source === '-' ? await standardInput() : await fromFile(source);
  // Where the name's ending promises nothing, the text itself says what it is.
  const promised = /\.[^./]+$/.test(named) ? formatOf(named) : undefined;
  const read = decode(promised ? named : 'stdin', bytes);
  if (!read.ok) throw new WorkFailed(`${named} is no briefing: ${read.reason}.`);
  const { content } = read.briefing;
  return { source: named, format: promised ?? guessFormat(content), content };
}

async function standardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function fromFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') throw new UsageError(`${path} is a folder; name the briefing in it.`);
    if (code === 'ENOENT')
      throw new UsageError(`There is no ${path}. Name a file, a web address, or - for standard input.`);
    throw new UsageError(`${path} cannot be read (${code}).`);
  }
}

async function fromWeb(url: string, { allowPrivate = false }: ReadOptions): Promise<Briefing> {
  // Loaded only here: the HTTP client is the larger part of what most commands would load for nothing.
  const { fetchPage } = await import('../lambdas/adapters/page-fetcher.ts');
  const fetched = await fetchPage(url, { allowPrivate });
  if (fetched.kind === 'refused') throw new WorkFailed(fetched.reason);
  if (fetched.kind === 'not-modified')
    throw new WorkFailed(`${url} answered that nothing has changed, unasked.`);
  const { contentType: format, content } = fetched;
  if (content.trim() === '') throw new WorkFailed(`${url} is empty.`);
  return { source: url, format, content, baseUrl: fetched.url };
}

/** What a text without a telling name is: a page, JSON with topics, Markdown by its front matter or a heading, else plain text. */
export function guessFormat(content: string): BriefingFormat {
  const head = content.slice(0, 2_000).trimStart();
  if (/^(<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html|<body|<article|<main)\b/i.test(head))
    return 'html';
  if (head.startsWith('{') && /"topics"\s*:/.test(content)) return 'json';
  if (/^---\r?\n[\s\S]*?\r?\n---\r?\n/.test(head) || /^#{1,3} \S/m.test(head)) return 'markdown';
  return 'text';
}
