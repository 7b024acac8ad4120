/** What to say when a newer Briefwire wrote the data: going on could misread who got a mail. `what` begins a sentence. */
export function newerData(found: { readonly from: number; readonly known: number }, what: string): string {
  return (
    `${what} are of version ${found.from}; this Briefwire knows up to version ${found.known}. ` +
    'Use the newer Briefwire that wrote them (`git pull && npm ci`), or a backup from before. Nothing was changed.'
  );
}
