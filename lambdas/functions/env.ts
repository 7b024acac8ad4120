/**
 * Reads the variables that a function needs. Throws one error that names every missing one: a deployment that forgot three
 * is put right in one go.
 */
export function readEnv<const Names extends readonly string[]>(
  names: Names,
  source: Readonly<Record<string, string | undefined>>,
): Readonly<Record<Names[number], string>> {
  const missing = names.filter((name) => !source[name]);
  if (missing.length > 0) {
    throw new Error(
      `environment variables are missing: ${missing.join(', ')}. The stack sets them; deploy it again.`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, source[name] ?? ''])) as Record<Names[number], string>;
}
