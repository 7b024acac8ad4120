import type { Newsletter } from '../../lambdas/core/config.ts';
import { parseAddress } from '../../lambdas/core/subscribers/address.ts';
import { UsageError, WorkFailed } from '../output.ts';

/** What nobody but the publisher knows. */
export interface Answers {
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
  readonly from?: string | undefined;
  readonly postalAddress?: string | undefined;
  /** `domain`: its DNS is mine to change; `address`: send from the address alone for now. */
  readonly sender?: 'domain' | 'address' | undefined;
}

/** Domains that belong to nobody (RFC 2606): what the sample config has. */
const NOBODYS = /(@|\.)example(\.(com|net|org))?$/i;

/** Whether this is still the sample's config, which could not send to or from anybody. */
export function isSample({ from, owner }: Newsletter): boolean {
  return NOBODYS.test(from.address) || NOBODYS.test(owner);
}

/** How to ask a person; the answer is trimmed, an empty one means `preset`. */
export type Ask = (question: string, preset: string) => Promise<string>;

/** Asks for what the options did not say. */
export async function askAll(ask: Ask, given: Answers, newsletter: Newsletter): Promise<Required<Answers>> {
  const owner = given.owner ?? (await ask('Your mail address (alarms and the first mail go there)', ''));
  const name = given.name ?? (await ask('Name of the newsletter', newsletter.name));
  const from = given.from ?? (await ask('Address that it is sent from', owner));
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const sender =
    given.sender ??
    (/^y/i.test(await ask(`Can you add records to the DNS of ${domain}? (y/n)`, 'n')) ? 'domain' : 'address');
  const postalAddress =
    given.postalAddress ??
    (await ask('Postal address for the foot of every mail (the law asks for one)', ''));
  return { owner, name, from, sender, postalAddress };
}

/**
 * What the options say when nobody can be asked: the owner is the least, and sends then as a single address. Throws
 * UsageError that names the options.
 */
export function fromOptions(given: Answers, newsletter: Newsletter): Required<Answers> {
  if (!given.owner || !given.postalAddress) {
    throw new UsageError(
      'newsletter.config.ts is still the sample. Write your own addresses in it, or say --owner you@your.domain and --postal-address "Name, Street, Town" (and --from, --name, --sender domain).',
    );
  }
  const { owner, postalAddress, from = owner, name = newsletter.name, sender = 'address' } = given;
  return { owner, postalAddress, from, name, sender };
}

const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/**
 * The config's source with the sample's own words replaced by the answers; its other lines stay as they are. Throws
 * UsageError for an address that is none, WorkFailed when the file does not have the sample's words any more.
 */
export function filledIn(source: string, newsletter: Newsletter, answers: Required<Answers>): string {
  for (const typed of [answers.owner, answers.from]) {
    const parsed = parseAddress(typed ?? '');
    if (!parsed.ok) throw new UsageError(`${JSON.stringify(typed)} ${parsed.reason}.`);
  }
  const { owner, from, name, postalAddress, sender } = answers as { [Key in keyof Answers]-?: string };
  const replaced = (text: string, old: string | undefined, now: string) => {
    if (old === undefined || old === now) return text;
    if (!text.includes(quoted(old))) {
      throw new WorkFailed(
        `${quoted(old)} is not in the config any more: write ${quoted(now)} there by hand.`,
      );
    }
    return text.replaceAll(quoted(old), () => quoted(now));
  };
  let text = replaced(source, newsletter.owner, owner);
  text = replaced(text, newsletter.from.address, from);
  if (newsletter.replyTo && NOBODYS.test(newsletter.replyTo))
    text = replaced(text, newsletter.replyTo, owner);
  text = replaced(text, newsletter.name, name);
  if (postalAddress) text = replaced(text, newsletter.postalAddress, postalAddress);
  if (sender !== 'address' || /^\s*aws:/m.test(text)) return text;
  return text.replace(
    /\}\);\s*$/,
    "  // Until there is a domain: write 'create' then, and deploy again.\n  aws: { identity: 'address' },\n});\n",
  );
}
