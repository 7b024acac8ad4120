export const SCHEMES = ['light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** Media features that are always and never true. */
const ALWAYS = '(min-width: 0)';
const NEVER = '(max-width: 0)';

/**
 * The mail as a client in that scheme shows it. A page cannot give a frame another scheme than the computer's, so the
 * media queries in the mail's style sheets are answered beforehand.
 */
export function inScheme(html: string, scheme: Scheme): string {
  return html
    .replace(/<style\b[^>]*>[\s\S]*?<\/style\s*>/gi, (style) => answerQueries(style, scheme))
    .replace(
      /(<meta\b[^>]*\bname=["']?color-scheme["']?[^>]*\bcontent=)("[^"]*"|'[^']*')/gi,
      `$1"${scheme}"`,
    );
}

function answerQueries(style: string, scheme: Scheme): string {
  return style
    .replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi, (_, wanted: string) =>
      wanted.toLowerCase() === scheme ? ALWAYS : NEVER,
    )
    .replace(/(?<![-\w])color-scheme\s*:\s*[^;}]+/gi, `color-scheme: ${scheme}`);
}
