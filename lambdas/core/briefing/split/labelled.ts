import type { Block } from '../block.ts';
import { capitalsLeadIn } from '../read/lead-in.ts';
import { spacedWords } from '../words.ts';
import type { Draft } from './draft.ts';

/** Whether a block begins with a label of two words or more; one word in bold is as often mere emphasis. */
export function hasLeadIn({ leadIn }: Block): boolean {
  return leadIn !== undefined && spacedWords(leadIn.label).length >= 2;
}

/** A draft of blocks that belong together; the label of a numbered or labelled one becomes its heading. */
export function draftOf(group: readonly Block[], section: string): Draft[] {
  const at = group.findIndex((each) => each.text !== '');
  const first = group[at];
  if (!first) return [];
  const common = { line: first.line, section };
  const { leadIn: own, number, ...plain } = first;
  const leadIn =
    own && hasLeadIn(first) ? own : number === undefined ? undefined : capitalsLeadIn(first.text);
  const after = group.slice(at + 1);
  if (leadIn) {
    const heading: Block = { ...plain, kind: 'heading', text: leadIn.label, html: leadIn.label };
    const { html: _html, links: _links, ...bare } = plain;
    const links = first.links.filter((each) => leadIn.html?.includes(each.label));
    const body: Block = {
      ...bare,
      kind: 'paragraph',
      text: leadIn.text,
      links,
      ...(leadIn.html ? { html: leadIn.html } : {}),
    };
    return [{ ...common, heading, blocks: [...group.slice(0, at), body, ...after] }];
  }
  const texts = after.filter((each) => each.text !== '');
  const titled = number !== undefined && !/[.!?…:;,]$/.test(first.text) && texts[0]?.kind === 'paragraph';
  if (titled) return [{ ...common, heading: first, blocks: [...group.slice(0, at), ...after] }];
  const lone = first.kind === 'item' && texts.every((each) => each.kind !== 'item');
  const lead: Block = lone ? { ...plain, kind: 'paragraph' } : first;
  return [{ ...common, blocks: [...group.slice(0, at), lead, ...after] }];
}
