import { parseHTML } from 'linkedom';

/** The few DOM members in use; linkedom's own types need the DOM library of a browser. */
export interface DomNode {
  readonly nodeType: number;
  readonly nodeValue: string | null;
  readonly localName: string;
  readonly firstChild: DomNode | null;
  readonly nextSibling: DomNode | null;
  getAttribute(name: string): string | null;
}

export interface DomDocument {
  readonly documentElement: DomNode | null;
  querySelector(selector: string): (DomNode & { readonly textContent: string | null }) | null;
}

/**
 * Stands for a "<" that begins no tag, from the text to the block builder: a Unicode noncharacter, kept for such
 * internal use. The parser makes a text node of every stray "<", which a page of a million of them does not survive.
 */
export const STRAY = '\ufdd0';

/** Elements may nest this deep; real pages stay under 60. The parser's work grows with the square of the depth. */
export const DEEPEST = 250;

const TAG = /<(\/?)([a-z][a-z0-9-]*)[^<>]*>?/gi;
/** These close themselves, or hold text that is no markup. */
const FLAT =
  /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|td|th|tr|dd|dt|option|script|style|template|svg|path)$/i;

/** Parses a page or a fragment. Never throws on tag soup, and takes time in proportion to its length. */
export function documentOf(html: string): DomDocument {
  const plain = flattened(html.replace(/<(?![a-z/!?])/gi, STRAY));
  // Without an html element the parser would take the first element for the whole document.
  const whole = /<html[\s>]/i.test(plain) ? plain : `<!doctype html><html><body>${plain}</body></html>`;
  return parseHTML(whole).document as unknown as DomDocument;
}

/** Takes out the tags that nest deeper than any page does; their text stays. */
function flattened(html: string): string {
  let depth = 0;
  let deepest = 0;
  const step = (closing: string, name: string) => {
    if (FLAT.test(name)) return;
    depth = Math.max(0, depth + (closing ? -1 : 1));
    deepest = Math.max(deepest, depth);
  };
  for (const [, closing = '', name = ''] of html.matchAll(TAG)) step(closing, name);
  if (deepest <= DEEPEST) return html;
  depth = 0;
  return html.replace(TAG, (tag: string, closing: string, name: string) => {
    const before = depth;
    step(closing, name);
    return Math.max(before, depth) > DEEPEST && !FLAT.test(name) ? ' ' : tag;
  });
}

/** Elements and text nodes under a node, counted up to `most`. */
export function nodesUnder(root: DomNode, most: number): number {
  const open: DomNode[] = [root];
  let count = 0;
  while (open.length && count < most) {
    const node = open.pop();
    count += 1;
    if (node?.nextSibling && node !== root) open.push(node.nextSibling);
    if (node?.firstChild) open.push(node.firstChild);
  }
  return count;
}
