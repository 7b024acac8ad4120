const SENTENCES = [
  'The new ferry line will carry passengers between the two islands from early April, the harbour office announced on Monday morning.',
  'It replaces a bus service that needed more than two hours because the only bridge is closed to heavy vehicles.',
  'Each boat takes ninety people and thirty bicycles, and the first departure is planned for shortly before six.',
  'Residents had asked for the connection since the hospital on the smaller island closed its emergency room.',
  'The council will pay for the trial during one year and then decide whether the fares cover the costs.',
] as const;

/** A paragraph of that many sentences (about 20 words each), different for every number. */
export function aParagraph(number: number, sentences: number): { summary: string; body: string } {
  const parts = Array.from(
    { length: sentences },
    (_, index) => `${SENTENCES[index % SENTENCES.length]} This is note ${number} of ${index}.`,
  );
  return { summary: parts[0] ?? '', body: parts.join(' ') };
}
