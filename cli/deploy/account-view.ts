/** What CloudFormation says of a stack, as far as the next step depends on it. */
export type StackPhase =
  /** Not there, or only a change set that was never executed. */
  | 'absent'
  /** CloudFormation is at work on it. */
  | 'busy'
  /** Its creation failed; it can only be deleted, which the next deployment does. */
  | 'unborn'
  | 'ready'
  /** Neither an update nor a repeated deployment gets it out of there. */
  | 'stuck';

/** A stack beside what would be deployed. */
export interface StackView {
  readonly name: string;
  readonly phase: StackPhase;
  /** CloudFormation's own word, e.g. `UPDATE_ROLLBACK_FAILED`. */
  readonly status: string;
  /** Whether its template is the one that would be deployed. */
  readonly template: 'same' | 'other';
}

/** An identity of SES: may it send (or, in the sandbox, receive)? */
export interface IdentityView {
  /** A domain or an address. */
  readonly name: string;
  readonly state: 'absent' | 'pending' | 'failed' | 'verified';
}

/** One record for a domain's DNS. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  /** As a zone file has it: a text in quotes, an MX with its preference. */
  readonly value: string;
}

/** What is still missing of the sender's DNS. */
export interface DnsView {
  /** All that the sender wants. */
  readonly wanted: readonly DnsRecord[];
  readonly missing: readonly DnsRecord[];
  /** The Route 53 zone of this account that they belong in. */
  readonly zone?: { readonly id: string; readonly name: string };
  /** Records of the zone that hold something else under a wanted name; they are left alone. */
  readonly conflicts: readonly DnsRecord[];
}

/** One look at the account: everything that the next step depends on. */
export interface AccountView {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly bootstrap: StackPhase;
  readonly data: StackView;
  readonly app: StackView;
  /** What the newsletter sends by. */
  readonly sender: IdentityView & { readonly inStack: boolean };
  /** Who gets the first mail, as an identity of its own; absent outside the sandbox or where the sender covers it. */
  readonly recipient?: IdentityView;
  readonly sandbox: boolean;
  readonly dns: DnsView;
  readonly firstMail: 'none' | 'sent';
}

/** The phase behind a status of CloudFormation; `undefined`: there is no such stack. */
export function phaseOf(status: string | undefined): StackPhase {
  if (status === undefined || status === 'DELETE_COMPLETE' || status === 'REVIEW_IN_PROGRESS')
    return 'absent';
  if (status.endsWith('_IN_PROGRESS')) return 'busy';
  if (status === 'ROLLBACK_COMPLETE' || status === 'CREATE_FAILED' || status === 'ROLLBACK_FAILED')
    return 'unborn';
  if (status.endsWith('_FAILED')) return 'stuck';
  return 'ready';
}
