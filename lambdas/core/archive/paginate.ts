/** A page of a list, newest first. */
export interface ListPage<Item> {
  /** 1 is the oldest; absent for the first page, which is the list's own address. */
  readonly number?: number;
  readonly items: readonly Item[];
  /** The number of the page with what came before; absent at the end. */
  readonly older?: number;
  /** The number of the page with what came after; `'first'` for the list's own address. */
  readonly newer?: number | 'first';
}

/**
 * Cuts a list that grows at its head, newest first. Pages fill up from the oldest, so that a full one never changes; the
 * first page has what no older one has: `size` to `2 * size - 1` items, or all of them.
 */
export function paginate<Item>(items: readonly Item[], size: number): readonly ListPage<Item>[] {
  const behind = Math.max(0, Math.floor(items.length / size) - 1);
  const first = items.slice(0, items.length - behind * size);
  const pages: ListPage<Item>[] = [{ items: first, ...(behind > 0 && { older: behind }) }];
  for (let number = behind; number >= 1; number -= 1) {
    const end = items.length - (number - 1) * size;
    pages.push({
      number,
      items: items.slice(end - size, end),
      newer: number === behind ? 'first' : number + 1,
      ...(number > 1 && { older: number - 1 }),
    });
  }
  return pages;
}
