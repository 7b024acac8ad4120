/** What becomes of a mail at its recipient. */
export type Fate = 'delivered' | 'bounced' | 'complained' | 'suppressed' | 'out-of-office';

const DOMAIN = 'simulator.amazonses.com';

const FATES: Readonly<Record<string, Fate>> = {
  success: 'delivered',
  bounce: 'bounced',
  complaint: 'complained',
  suppressionlist: 'suppressed',
  ooto: 'out-of-office',
};

/**
 * The fate of a mail to the mailbox simulator, labels (`bounce+7@…`) included; `undefined` for any other address. Such
 * mails count against the rate but not against the day's quota, and the sandbox lets them pass (SES developer guide,
 * "Using the mailbox simulator").
 */
export function simulatedFate(address: string): Fate | undefined {
  const at = address.lastIndexOf('@');
  if (address.slice(at + 1).toLowerCase() !== DOMAIN) return undefined;
  const [mailbox = ''] = address.slice(0, at).toLowerCase().split('+');
  return FATES[mailbox] ?? 'bounced';
}
