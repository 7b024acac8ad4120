import type { Finding } from '../mail/findings.ts';

/** What an editor says of a draft, and what they see of it. Fields of the issue: its state is `draft` all along. */
export interface Approval {
  /** As the edition's `approval`. */
  readonly mode: 'required' | 'unless-stopped';
  readonly said: 'nothing' | 'approved' | 'stopped';
  /** Where they said it. */
  readonly by?: 'link' | 'cli';
  /** ISO 8601: its time; it never goes out before. */
  readonly releaseAt: string;
  /** Which content, from 1: each edit is the next one, and is approved anew. */
  readonly version: number;
  /** Counts the writes of the draft: whoever changes it names the one it saw. */
  readonly revision: number;
  readonly topics: readonly { readonly id: string; readonly section: string; readonly headline: string }[];
  readonly findings: readonly Finding[];
}

/** What becomes of a draft at an instant. */
export type Fate =
  /** Its time has not come. */
  | 'early'
  | 'release'
  /** Its time has come, and nobody has approved it. */
  | 'wait'
  | 'stop';

/** Decides from what the editor said and the time alone. */
export function fateOf({ mode, said, releaseAt }: Approval, now: Date): Fate {
  if (now.toISOString() < releaseAt) return 'early';
  if (said === 'stopped') return 'stop';
  return said === 'approved' || mode === 'unless-stopped' ? 'release' : 'wait';
}

/** What holds of a draft now, as a sentence; `when` is its time in words. */
export function standingInWords(approval: Approval, now: Date, when: string): string {
  const past = now.toISOString() >= approval.releaseAt;
  if (approval.said === 'stopped') return 'It is stopped and will not go out.';
  if (approval.said === 'approved') {
    return past
      ? 'It is approved and goes out within some minutes.'
      : `It is approved and goes out on ${when}.`;
  }
  if (approval.mode === 'unless-stopped') {
    return past ? 'It goes out within some minutes.' : `It goes out on ${when} unless you stop it.`;
  }
  return past
    ? `Its time was ${when}. It waits for your approval.`
    : `It waits for your approval; its time is ${when}.`;
}
