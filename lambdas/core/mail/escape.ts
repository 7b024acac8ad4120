const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Safe as HTML text and inside a quoted attribute. Characters that HTML forbids (C0 controls other than white space)
 * become U+FFFD, as a browser would show them.
 */
export function escapeHtml(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (each) => ENTITIES[each] as string)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces
      .replace(/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/g, '\ufffd')
  );
}

/**
 * One line of printable text: every run of white space and control characters, line and paragraph separators too,
 * becomes one space. A header made of it cannot be continued by its content (RFC 5322 section 2.2).
 */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}
