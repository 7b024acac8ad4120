/** A year and a single digit stand in many texts of one day by chance. */
const WEAK = 0.5;

/** Code points of the digit 0 in the scripts that write numbers in their own digits. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50];

/** Han numerals; a single one is as often part of a word. */
const HAN_NUMBER = /[零〇一二三四五六七八九十百千万萬亿億两兩]{2,}/gu;

/**
 * The numbers of a token in one form, with their weights: digits of any script, without thousands separators and with a
 * decimal point; Han numerals as they stand.
 */
export function numberSigns(token: string): [string, number][] {
  if (!/^\p{Nd}/u.test(token)) return [...token.matchAll(HAN_NUMBER)].map(([each]) => [each, 1]);
  const value = latinDigits(token)
    .replace(/[.,٬](?=\d{3}(?!\d))/g, '')
    .replace(/[,٫]/g, '.');
  const weak = /^(?:\d|(?:19|20)\d\d)$/.test(value);
  return [[value, weak ? WEAK : 1]];
}

function latinDigits(token: string): string {
  return token.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = ZEROS.find((each) => code >= each && code < each + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}

/** Whether two numbers say the same: equal, or one is the other rounded to a whole ("34 percent" of "34.2 percent"). */
export function sameNumber(one: string, other: string): boolean {
  if (one === other) return true;
  if (one.includes('.') === other.includes('.')) return false;
  const [whole, exact] = one.includes('.') ? [other, one] : [one, other];
  return Number(whole) >= 10 && Math.abs(Number(whole) - Number(exact)) < 1;
}
