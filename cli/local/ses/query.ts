/**
 * The parameters of a call in AWS's Query protocol: `Action=SendRawEmail&Destinations.member.1=…`, form-urlencoded.
 */
export interface Query {
  readonly action: string | undefined;
  /** The value of a parameter; `undefined` when it was not sent. */
  text(name: string): string | undefined;
  /** `Name.member.1`, `Name.member.2` …, in order of number; empty when there is none. */
  list(name: string): readonly string[];
  /** As `list`, for members that are structures: `Name.member.1.Key`. */
  structures(name: string): readonly Query[];
}

/** Reads a request body. Names that the protocol does not know are kept and ignored. */
export function parseQuery(body: string): Query {
  return queryOf(new Map(new URLSearchParams(body)));
}

function queryOf(values: ReadonlyMap<string, string>): Query {
  return {
    action: values.get('Action'),
    text: (name) => values.get(name),
    list: (name) => members(values, name).flatMap(([, own]) => own.get('') ?? []),
    structures: (name) => members(values, name).map(([, own]) => queryOf(own)),
  };
}

/** The members of a list, each with the parameters below it; a plain value stands under the empty name. */
function members(values: ReadonlyMap<string, string>, name: string): [number, Map<string, string>][] {
  const prefix = `${name}.member.`;
  const found = new Map<number, Map<string, string>>();
  for (const [key, value] of values) {
    const [, number, rest] =
      (key.startsWith(prefix) && /^(\d{1,6})(?:\.(.+))?$/.exec(key.slice(prefix.length))) || [];
    if (number === undefined) continue;
    const own = found.get(Number(number)) ?? new Map<string, string>();
    found.set(Number(number), own.set(rest ?? '', value));
  }
  return [...found].sort(([a], [b]) => a - b);
}
