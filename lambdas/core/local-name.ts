/** The text of a localised name for a language: exact tag, primary tag, the newsletter's language, any. */
export function localName(name: string | Record<string, string>, wanted: string, fallback: string): string {
  if (typeof name === 'string') return name;
  const primary = wanted.split('-')[0] ?? wanted;
  return name[wanted] ?? name[primary] ?? name[fallback] ?? Object.values(name)[0] ?? '';
}
