import type { Block } from '../block.ts';
import { BlockBuilder } from './block-builder.ts';
import type { DomNode } from './document.ts';
import { isHidden, roleOf } from './html-roles.ts';
import { absoluteUrl, imageOf } from './runs.ts';

/** A block of a page, and whether it stands in the page's furniture (navigation, footer, a hidden part ...). */
export interface PageBlock extends Block {
  readonly furniture?: 'navigation' | 'hidden' | 'caption';
}

export interface WalkOptions {
  /** Resolves relative addresses; without it relative links are dropped and their text stays. */
  readonly baseUrl?: string;
  /** Lines come from `data-line` attributes (Markdown); else blocks are counted from 1 (a page has no lines). */
  readonly dataLines?: boolean;
}

/** A node that is open while its content is walked. */
interface Open {
  readonly node: DomNode;
  readonly leave: () => void;
}

/** Every block of text and picture under `root`, in order. Iterative: any depth of nesting is fine. */
export function blocksUnder(root: DomNode, options: WalkOptions): PageBlock[] {
  const builder = new BlockBuilder(options.dataLines === true);
  const open: Open[] = [];
  let node: DomNode | null = root.firstChild;
  while (node) {
    const leave = node.nodeType === 3 ? text(builder, node) : enter(builder, node, options);
    if (leave && node.firstChild) {
      open.push({ node, leave });
      node = node.firstChild;
      continue;
    }
    leave?.();
    while (node && !node.nextSibling && open.length) {
      const parent = open.pop();
      parent?.leave();
      node = parent?.node ?? null;
    }
    node = node?.nextSibling ?? null;
    if (!node && open.length === 0) break;
  }
  builder.flush();
  return builder.blocks;
}

function text(builder: BlockBuilder, node: DomNode): undefined {
  builder.text(node.nodeValue ?? '');
  return undefined;
}

const SKIPPED =
  /^(?:script|style|noscript|template|svg|math|iframe|object|embed|video|audio|canvas|head|map|select|input|textarea|link|meta|base|title)$/;

/** Opens what the element opens; returns how to leave it, or `undefined` when its content is not walked. */
function enter(builder: BlockBuilder, node: DomNode, options: WalkOptions): (() => void) | undefined {
  if (node.nodeType !== 1 || SKIPPED.test(node.localName)) return undefined;
  const name = node.localName;
  if (name === 'br') return builder.lineBreak();
  if (name === 'img') {
    const picture = imageOf(
      node.getAttribute('src') ?? node.getAttribute('data-src'),
      node.getAttribute('alt'),
      options.baseUrl,
    );
    const small = [node.getAttribute('width'), node.getAttribute('height')].some((each) =>
      /^\d{1,2}$/.test(each ?? ''),
    );
    if (picture && !small) builder.picture(picture);
    return undefined;
  }
  const mark =
    name === 'b' || name === 'strong' ? 'strong' : name === 'i' || name === 'em' ? 'em' : undefined;
  if (mark || name === 'code') return builder.mark(mark ?? 'code');
  if (name === 'a') {
    const href = absoluteUrl(node.getAttribute('href'), options.baseUrl, /^(?:https?|mailto):$/);
    return builder.link(href);
  }
  const role = roleOf(name, node);
  if (role === 'inline' && !isHidden(node)) return () => undefined;
  return builder.element(role, {
    hidden: isHidden(node),
    line: Number(node.getAttribute('data-line') ?? Number.NaN),
    start: Number(node.getAttribute('start') ?? 1),
  });
}
