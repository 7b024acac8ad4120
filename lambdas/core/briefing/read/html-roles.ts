import type { DomNode } from './document.ts';

/** What an element is to a reader of the text. */
export type Role =
  | 'inline'
  | 'block'
  | 'item'
  | 'list'
  | 'numbered-list'
  | 'quote'
  | 'caption'
  | 'navigation'
  | 'row'
  | 'cell'
  | 'pre'
  | 'article'
  | { readonly heading: number };

const BLOCK =
  /^(?:address|body|center|dd|details|div|dl|dt|fieldset|figure|header|hgroup|hr|legend|main|p|section|summary|table|tbody|tfoot|thead|caption)$/;
const NAVIGATION = /^(?:nav|aside|footer|form|dialog|menu|button)$/;
const NAVIGATION_ROLE =
  /^(?:navigation|banner|contentinfo|complementary|search|dialog|alertdialog|menu|menubar|toolbar)$/;

/** Tells an element's role from its name and its ARIA role; unknown elements are inline. */
export function roleOf(name: string, node: DomNode): Role {
  if (NAVIGATION.test(name) || NAVIGATION_ROLE.test(node.getAttribute('role') ?? '')) return 'navigation';
  if (/^h[1-6]$/.test(name)) return { heading: Number(name[1]) };
  switch (name) {
    case 'li':
      return 'item';
    case 'ul':
      return 'list';
    case 'ol':
      return 'numbered-list';
    case 'blockquote':
      return 'quote';
    case 'figcaption':
      return 'caption';
    case 'tr':
      return 'row';
    case 'td':
    case 'th':
      return 'cell';
    case 'pre':
      return 'pre';
    case 'article':
      return 'article';
    default:
      return BLOCK.test(name) ? 'block' : 'inline';
  }
}

/** Whether a reader of the page does not see it. */
export function isHidden(node: DomNode): boolean {
  if (node.getAttribute('hidden') !== null || node.getAttribute('aria-hidden') === 'true') return true;
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(node.getAttribute('style') ?? '');
}
