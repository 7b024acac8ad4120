import type { Context } from 'hono';

/** A form of ours has some hundred bytes; 40 sections would have two thousand. */
export const MAX_FORM = 16 * 1024;

/** What a form sent. Files and other surprises are empty text, which no choice is. */
export interface Form {
  /** The first value of a field; empty when there is none. */
  text(name: string): string;
  /** Every value of a field. */
  all(name: string): readonly string[];
  /** Whether the field was sent at all. */
  has(name: string): boolean;
}

/** Reads a form, urlencoded or multipart. Whatever is no form, or claims to be too large, is one without fields. */
export async function formOf(context: Context): Promise<Form> {
  const small = Number(context.req.header('content-length') ?? 0) <= MAX_FORM;
  const body: Record<string, unknown> = small
    ? await context.req.parseBody({ all: true }).catch(() => ({}))
    : {};
  const fields = new Map(Object.entries(body));
  const all = (name: string) =>
    [fields.get(name) ?? []].flat().map((value: unknown) => (typeof value === 'string' ? value : ''));
  return { all, text: (name) => all(name)[0] ?? '', has: (name) => fields.has(name) };
}
