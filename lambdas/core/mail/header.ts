import { Buffer } from 'node:buffer';
import { oneLine } from './escape.ts';

/** RFC 5322 section 2.1.1 asks for at most 78; RFC 2047 section 2 for 76 where encoded words stand. */
const LINE = 76;
/** RFC 2047 section 2: an encoded word has at most 75 characters; `=?utf-8?B?` and `?=` are 12 of them. */
const WORD = 75;
const FRAME = 12;

const PRINTABLE = /^[\x20-\x7e]*$/;

/**
 * A header line of unstructured text (Subject), with its CRLF. Plain ASCII stays readable and is folded at spaces,
 * anything else becomes encoded words. Line breaks and control characters of the text become spaces: it adds no header.
 */
export function textHeader(name: string, text: string): string {
  const value = oneLine(text);
  const start = `${name}: `;
  if (value === '') return `${start}\r\n`;
  const folded = PRINTABLE.test(value) && !value.includes('=?') ? foldPlain(start, value) : undefined;
  return `${folded ?? start + encodedWords(value, start.length)}\r\n`;
}

/** An address header, with its CRLF: `Name <address>`, or the bare address. `address` is ASCII (parseAddress). */
export function addressHeader(name: string, address: string, displayName = ''): string {
  const bare = address.replace(/[^\x21-\x7e]/g, '');
  return oneLine(displayName) === '' ? `${name}: ${bare}\r\n` : phraseHeader(`${name}: `, displayName, bare);
}

/** `List-Id: phrase <id>` (RFC 2919), with its CRLF. */
export function listIdHeader(phrase: string, id: string): string {
  return phraseHeader('List-Id: ', phrase, id.replace(/[^\x21-\x7e]/g, ''));
}

function phraseHeader(start: string, typed: string, inAngle: string): string {
  const phrase = oneLine(typed);
  const quoted = `"${phrase.replace(/[\\"]/g, '\\$&')}"`;
  const plain =
    PRINTABLE.test(phrase) && !phrase.includes('=?') && start.length + quoted.length <= LINE
      ? start + (/^[A-Za-z0-9 ]+$/.test(phrase) ? phrase : quoted)
      : start + encodedWords(phrase, start.length);
  const lastLine = plain.length - (plain.lastIndexOf('\n') + 1);
  const gap = lastLine + inAngle.length + 3 > LINE ? '\r\n ' : ' ';
  return `${plain}${gap}<${inAngle}>\r\n`;
}

/** `undefined` when a word is too long for a line of its own. */
function foldPlain(start: string, value: string): string | undefined {
  let out = start;
  let column = start.length;
  for (const [index, word] of value.split(' ').entries()) {
    if (word.length + 1 > LINE || (index === 0 && start.length + word.length > LINE)) return undefined;
    const room = index === 0 || column + 1 + word.length <= LINE;
    out += index === 0 ? word : room ? ` ${word}` : `\r\n ${word}`;
    column = room ? column + word.length + (index === 0 ? 0 : 1) : word.length + 1;
  }
  return out;
}

/** Q keeps Latin text readable in a raw mail, B is shorter for the rest. A code point is never split between words. */
function encodedWords(text: string, column: number): string {
  const bytes = Buffer.byteLength(text);
  const others = bytes - (text.match(/[\x20-\x7e]/g)?.length ?? 0);
  const encoding = others * 3 <= bytes ? Q : B;
  const words: string[] = [];
  let chunk = '';
  let units = 0;
  let room = Math.min(WORD, LINE - column) - FRAME;
  for (const character of text) {
    const more = encoding.units(character);
    if (chunk !== '' && encoding.size(units + more) > room) {
      words.push(`=?utf-8?${encoding.letter}?${encoding.encode(chunk)}?=`);
      chunk = '';
      units = 0;
      room = WORD - FRAME;
    }
    chunk += character;
    units += more;
  }
  words.push(`=?utf-8?${encoding.letter}?${encoding.encode(chunk)}?=`);
  return words.join('\r\n ');
}

interface WordEncoding {
  readonly letter: 'B' | 'Q';
  encode(text: string): string;
  /** What a code point adds; `size` makes the length of the encoded text from the sum. */
  units(character: string): number;
  size(units: number): number;
}

const B: WordEncoding = {
  letter: 'B',
  encode: (text) => Buffer.from(text).toString('base64'),
  units: (character) => Buffer.byteLength(character),
  size: (bytes) => Math.ceil(bytes / 3) * 4,
};

/** RFC 2047 section 5 (3): inside a phrase only these stand for themselves; `_` is a space. */
const Q: WordEncoding = {
  letter: 'Q',
  encode: (text) =>
    Array.from(Buffer.from(text), (byte) => {
      const character = String.fromCharCode(byte);
      if (PLAIN_IN_Q.test(character)) return character;
      return byte === 0x20 ? '_' : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    }).join(''),
  units: (character) =>
    character === ' ' || PLAIN_IN_Q.test(character) ? 1 : 3 * Buffer.byteLength(character),
  size: (characters) => characters,
};

const PLAIN_IN_Q = /^[A-Za-z0-9!*+/-]$/;
