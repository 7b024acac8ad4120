/** Scripts written from right to left (Unicode Standard Annex 9, classes R and AL). */
const RTL =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** The direction of a text's first letter, as `dir="auto"` decides it; that attribute is not known to every client. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const first = /\p{L}/u.exec(text)?.[0];
  return first && RTL.test(first) ? 'rtl' : 'ltr';
}
