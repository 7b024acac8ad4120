/** Whether an address is verified: itself, or its domain, or a domain above that, in any case. */
export function isVerified(identities: readonly string[], address: string): boolean {
  const wanted = address.toLowerCase();
  const domain = wanted.slice(wanted.lastIndexOf('@') + 1);
  return identities
    .map((each) => each.toLowerCase())
    .some(
      (each) => each === wanted || each === domain || (!each.includes('@') && domain.endsWith(`.${each}`)),
    );
}
