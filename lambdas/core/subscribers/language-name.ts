/** A language's name as its speakers write it: `Deutsch`, `日本語`. */
export function languageName(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
}
