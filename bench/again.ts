import { type Finding, holds, shown } from './report.ts';

/** Whatever else the machine does takes from a measurement and adds nothing to it. */
const MOST = 3;

/**
 * Measures once, and up to twice more when a bound was missed: with processors to itself what can be reached is reached in
 * one of three. The findings of the last time, which say what was measured before.
 */
export async function untilHeld(
  measure: () => Promise<Finding[]>,
  say: (text: string) => void,
): Promise<Finding[]> {
  const before = new Map<string, string[]>();
  for (let times = 1; ; times += 1) {
    const findings = await measure();
    const missed = findings.filter((finding) => !holds(finding));
    if (missed.length === 0 || times === MOST) return findings.map((finding) => told(finding, before));
    for (const finding of findings) {
      before.set(finding.what, [...(before.get(finding.what) ?? []), shown(finding)]);
    }
    say(`… again, since it missed: ${missed.map(({ what }) => what).join('; ')}`);
  }
}

function told(finding: Finding, before: ReadonlyMap<string, readonly string[]>): Finding {
  const values = before.get(finding.what);
  const bounded = finding.atLeast !== undefined || finding.atMost !== undefined;
  if (!values || !bounded) return finding;
  return { ...finding, detail: `${finding.detail}; measured before: ${values.join(', ')}` };
}
