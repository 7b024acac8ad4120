const MONTH =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)$/;
const WEEKDAY =
  /^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)$/;
const CLOCK = /^(?:\d{1,2}[:.]\d{2}(?::\d{2})?(?:am|pm)?|\d{1,2}(?:am|pm)|\d{1,2}h\d{0,2})$/;
const FULL_DATE =
  /^(?:\d{4}-\d{2}-\d{2}(?:t\d{2}:\d{2}[\d:.]{0,12}(?:z|[+-]\d{2}:?\d{2})?)?|\d{1,2}[./]\d{1,2}[./]\d{2,4})$/;
const PLAIN_NUMBER = /^\d{1,4}(?:st|nd|rd|th)?$/;
const UNIT =
  /^(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|minuten?|stunden?|tagen?)$/;
const FILLER = /^(?:at|on|of|the|de|um|uhr|à|le|vor|il|y|a|am|pm|an|by|and|about|time|local)$/;
const ZONE = /^(?:[ap]\.?m|utc|gmt|cet|cest|bst|est|edt|et|cst|cdt|ct|mst|mdt|pst|pdt|pt|jst|ist|aest|aedt)$/;
const LABEL =
  /^(?:first published|last updated|last modified|published|updated|posted|modified|created|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|stand)(?=[\s:])[\s:]*/;
const READING =
  /^(?:estimated )?(?:reading time[:\s]*)?\d{1,2}[\s-]?min(?:ute)?s?(?:[\s-]read(?:ing time)?)?$/;

const READ_TIME = /\s*[·|•,–-]\s*\d{1,2} min(?:ute)?s?(?: read)?$/;

/**
 * Whether a line says a date, a time or an age ("2 hours ago", "Updated: Nov 24, 2026, 7:30 am CET", "5 min read")
 * and nothing else: every word of it must be part of one.
 */
export function isTimestamp(text: string): boolean {
  const low = text.toLowerCase().replace(/\.$/, '');
  if (READING.test(low)) return /[a-z]/.test(low);
  const dated = low.replace(READ_TIME, '');
  const label = LABEL.exec(dated)?.[0] ?? '';
  const tokens = dated.slice(label.length).split(/[\s,|·•–—()]+/);
  const words = tokens.map((each) => each.replace(/\.$/, '')).filter(Boolean);
  if (words.length > 12 || words.length === 0) return false;
  const has = (pattern: RegExp) => words.some((each) => pattern.test(each));
  const dateLike = (each: string) =>
    [MONTH, WEEKDAY, CLOCK, FULL_DATE, PLAIN_NUMBER, FILLER, ZONE].some((pattern) => pattern.test(each));
  const age = has(UNIT) && (/\bago$/.test(low) || /^(?:vor|il y a|hace)\b/.test(low));
  if (age) return words.every((each) => dateLike(each) || UNIT.test(each) || /^(?:ago|hace)$/.test(each));
  if (label && /^(?:today|yesterday|just now|now)$/.test(words.join(' '))) return true;
  if (!words.every(dateLike)) return false;
  return has(FULL_DATE) || has(CLOCK) || (has(/^\d/) && (has(MONTH) || has(WEEKDAY))) || has(WEEKDAY);
}
