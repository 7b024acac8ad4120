/** What a line is about; they are printed in this order. */
export const GROUPS = [
  'account',
  'sender',
  'events',
  'system',
  'pages',
  'mailbox providers',
  'laptop',
] as const;

export type Group = (typeof GROUPS)[number];

/** What was found: `failed` needs a person, `not checkable` says why nobody knows. */
export type Verdict =
  | { readonly status: 'passed'; readonly says: string }
  | { readonly status: 'failed'; readonly says: string; readonly remedy: string }
  | { readonly status: 'not checkable'; readonly says: string; readonly remedy?: string };

/** One line of `briefwire doctor`. */
export type Line = Verdict & {
  /** Stable: `ses.sandbox`. */
  readonly id: string;
  readonly group: Group;
  /** Where the rule comes from, as an address. */
  readonly source?: string;
};

/** Something that was asked about; a failure is a sentence, never an error's own text, which may quote a credential. */
export type Gathered<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly why: string; readonly remedy?: string };

/** A fact that is known. */
export const known = <Value>(value: Value): Gathered<Value> => ({ known: true, value });

/** A fact that is not, with a clause that says why. */
export function unknown(
  why: string,
  remedy?: string,
): { readonly known: false; why: string; remedy?: string } {
  return { known: false, why, ...(remedy && { remedy }) };
}

export const passed = (says: string): Verdict => ({ status: 'passed', says });
export const failed = (says: string, remedy: string): Verdict => ({ status: 'failed', says, remedy });
export const notCheckable = (says: string, remedy?: string): Verdict => ({
  status: 'not checkable',
  says,
  ...(remedy && { remedy }),
});

/** The name of a line. */
export interface Title {
  readonly id: string;
  readonly group: Group;
  readonly source?: string;
}

/** A line about one fact: judged when it is known, else not checkable. */
export function lineOf<Value>(title: Title, fact: Gathered<Value>, judge: (value: Value) => Verdict): Line {
  if (fact.known) return { ...title, ...judge(fact.value) };
  return { ...title, ...notCheckable(fact.why, fact.remedy) };
}
