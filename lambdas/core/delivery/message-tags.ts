/**
 * SES message tags hold `[A-Za-z0-9_-]` only (API reference, MessageTag), and an issue's id has dots. Written so that it
 * can be read back: `_` becomes `__`, `.` becomes `_d`.
 */
export function issueTag(issueId: string): string {
  return issueId.replaceAll('_', '__').replaceAll('.', '_d');
}

/** The issue's id of a tag; the inverse of `issueTag`. */
export function issueOfTag(tag: string): string {
  return tag.replace(/__|_d/g, (code) => (code === '__' ? '_' : '.'));
}
