/** A section as this part of the core needs it: its id, and its title in one or several languages. */
export interface SectionName {
  readonly id: string;
  readonly title: string | Readonly<Record<string, string>>;
}

/** Returns a function that turns a heading or a front matter value into a section's id, by id or by any title. */
export function sectionFinder(sections: readonly SectionName[]): (name: string) => string | undefined {
  const ids = new Map<string, string>();
  for (const { id, title } of sections) {
    const titles = typeof title === 'string' ? [title] : Object.values(title);
    for (const name of [...titles, id]) if (!ids.has(plain(name))) ids.set(plain(name), id);
  }
  return (name) => (name.length > 80 ? undefined : ids.get(plain(name)));
}

/** Case, emoji and punctuation around a name do not count: "🌍 WORLD:" is "World". */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
