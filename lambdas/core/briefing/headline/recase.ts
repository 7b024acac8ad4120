const SMALL =
  /^(?:a|an|the|and|but|or|nor|as|at|by|for|from|in|into|of|off|on|onto|over|per|to|up|via|vs|with|than)$/;
const ACRONYM =
  /^(?:US|USA|UK|EU|UN|UAE|NATO|OPEC|WHO|IMF|ECB|BBC|CNN|AI|GDP|CEO|CFO|IPO|COVID|FBI|CIA|NASA|ESA|NHS|FIFA|UEFA|NBA|NFL|G7|G20|IT|TV|HIV|DNA|RNA|LNG|EV|EVS|AG|SE|II|III|IV)$/;

/**
 * A heading in capitals as a headline: names and acronyms as the text writes them, the rest in title case. Only for
 * English; other languages have other rules, and their capitals stay.
 */
export function recased(heading: string, text: string, language: string): string {
  const letters = heading.match(/\p{L}/gu) ?? [];
  const capitals = letters.filter((each) => each !== each.toLowerCase()).length;
  if (language !== 'en' || letters.length < 5 || capitals < letters.length * 0.9) return heading;
  const known = new Map<string, string>();
  // At the start of a sentence every word has a capital: that tells nothing.
  for (const [, word = ''] of text
    .slice(0, 20_000)
    .matchAll(/(?<=[\p{L}\p{N},] )(\p{Lu}[\p{L}\p{N}’'.-]*[\p{L}\p{N}])/gu)) {
    if (!known.has(word.toUpperCase())) known.set(word.toUpperCase(), word);
  }
  return heading
    .split(' ')
    .map((word, index) => {
      const bare = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
      const possessive = /['’]S$/.test(bare) ? bare.slice(0, -2) : bare;
      const found =
        known.get(bare) ?? known.get(possessive)?.concat(bare.slice(possessive.length).toLowerCase());
      if (bare === 'US' || (ACRONYM.test(possessive) && !found))
        return word.replace(/['’]S(?=\W*$)/, (end) => end.toLowerCase());
      if (found) return word.replace(bare, found);
      const low = word.toLowerCase();
      if (index > 0 && SMALL.test(bare.toLowerCase())) return low;
      return low.replace(
        /(^|[-–/]|^[^\p{L}]+)(\p{Ll})/gu,
        (_, before: string, letter: string) => before + letter.toUpperCase(),
      );
    })
    .join(' ');
}
