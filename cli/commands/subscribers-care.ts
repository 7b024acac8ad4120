import { parseAddress } from '../../lambdas/core/subscribers/address.ts';
import { unsuppressing } from '../../lambdas/core/subscribers/moves.ts';
import { erase, exportOf, type PersonalData } from '../../lambdas/core/subscribers/my-data.ts';
import { agreed } from '../agreed.ts';
import type { Context } from '../context.ts';
import { paint, UsageError, WorkFailed } from '../output.ts';

/** The address as it is stored. Throws UsageError when it is none. */
export function addressOf(typed: string): string {
  const address = parseAddress(typed);
  if (!address.ok) throw new UsageError(`${JSON.stringify(typed)} ${address.reason}`);
  return address.email;
}

/** `briefwire subscribers show EMAIL`: everything stored about a person; exits 1 when the consent ledger was changed. */
export async function show(context: Context, typed: string): Promise<void> {
  const email = addressOf(typed);
  await context.withSystem(async ({ subscribers }) => {
    const { address } = await subscribers.known({ email });
    const data = address?.holder && (await exportOf(subscribers, address.holder.subscriber.id));
    if (data) {
      context.output().result(data, describe(data));
      if (!data.ledger.ok) process.exitCode = 1;
      return;
    }
    const suppression = address?.suppression;
    if (!suppression) throw new WorkFailed(`${email} is not known here.`);
    context
      .output()
      .result(
        { suppression },
        `${email} is remembered by its hash alone: ${suppression.reason}, ${suppression.at}.`,
      );
  });
}

function describe({ subscriber, consent, ledger, ...rest }: PersonalData): string {
  const field = ([name, value]: [string, unknown]) =>
    `${name.padEnd(15)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
  const entries = consent.map(
    ({ n, type, at, source, consentVersion, hash, previous: _previous, ...facts }) => {
      const more = Object.keys(facts).length > 0 ? ` ${JSON.stringify(facts)}` : '';
      return `  ${n}  ${at}  ${type} (${source}, consent ${consentVersion})${more}  ${paint.dim(hash.slice(0, 12))}`;
    },
  );
  const verdict = ledger.ok
    ? paint.green(
        `sound: ${ledger.entries === 1 ? '1 entry' : `${ledger.entries} entries`}, each tied to the one before`,
      )
    : paint.red(`NOT as it was written: entry ${ledger.n} is ${FAULT[ledger.fault]}`);
  return [
    ...FIELDS.flatMap((name) => (subscriber[name] === undefined ? [] : [field([name, subscriber[name]])])),
    ...Object.entries(rest).map(field),
    '',
    'consent ledger',
    ...(entries.length > 0 ? entries : ['  no entry']),
    `  ${verdict}`,
  ].join('\n');
}

/** In the order in which a person asks. */
const FIELDS = [
  ...([
    'email',
    'name',
    'state',
    'edition',
    'sections',
    'language',
    'timeZone',
    'hour',
    'pausedUntil',
  ] as const),
  ...(['createdAt', 'updatedAt', 'leftAt', 'leftVia', 'leftReason', 'consentVersion', 'id'] as const),
];

const FAULT = {
  missing: 'missing',
  changed: 'changed',
  moved: 'not where it was',
  'unknown-tail': 'not one that the profile knows',
};

/** `briefwire subscribers erase EMAIL`: forgets a person; the keyed hash of the address stays, so that no import brings it back. */
export async function eraseReader(
  context: Context,
  typed: string,
  options: { readonly yes?: boolean },
): Promise<void> {
  const email = addressOf(typed);
  await context.withSystem(async ({ subscribers, clock }) => {
    const reader = await subscribers.findByEmail(email);
    if (!reader) throw new WorkFailed(`${email} is not known here; there is nothing to erase.`);
    if (!options.yes && !(await agreed(`Erase everything about ${email}? This cannot be undone.`))) {
      return context.output().result({ erased: false }, 'Nothing was written.');
    }
    await erase(subscribers, reader.id, clock.now().toISOString(), 'cli');
    context
      .output()
      .result(
        { erased: true },
        `${email} is erased; the hash of the address stays. Backups of the table keep it for up to 35 days more.`,
      );
  });
}

/** `briefwire subscribers unsuppress EMAIL`: lets an address get mail again; with `--aws` SES's own list forgets it too. */
export async function unsuppress(context: Context, typed: string): Promise<void> {
  const email = addressOf(typed);
  await context.withSystem(async (system) => {
    const { subscribers, clock } = system;
    const outcome = await subscribers.change({ email }, unsuppressing(clock.now().toISOString(), 'cli'));
    const ses = system.where === 'aws' ? await forgetAtSes(email) : undefined;
    const atSes =
      ses === undefined ? [] : [ses ? 'Amazon SES forgot it too.' : 'Amazon SES had not listed it.'];
    if (outcome.kind === 'not-suppressed' && !ses) {
      throw new WorkFailed(
        `${email} is not suppressed here.${ses === undefined ? '' : ' Nor by Amazon SES.'}`,
      );
    }
    const lifted = outcome.kind === 'lifted' ? outcome : undefined;
    const now =
      lifted?.state === 'active'
        ? 'They are active again: they had never unsubscribed.'
        : 'They get mail once they sign up again.';
    context
      .output()
      .result(
        { ...outcome, ...(ses !== undefined && { clearedAtSes: ses }) },
        [`${email}: lifted. ${now}`, ...atSes].join(' '),
      );
  });
}

/**
 * The account's suppression list is read and written by the newer API alone. Whether it had the address; throws WorkFailed
 * when SES does not say, after it was lifted here: repeating the command asks SES again.
 */
async function forgetAtSes(email: string): Promise<boolean> {
  const { DeleteSuppressedDestinationCommand, NotFoundException, SESv2Client } = await import(
    '@aws-sdk/client-sesv2'
  );
  const client = new SESv2Client({});
  try {
    await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: email }));
    return true;
  } catch (error) {
    if (error instanceof NotFoundException) return false;
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new WorkFailed(
      `${email} is lifted here, but Amazon SES did not take it off its own list (${why}). Until it does, mail to it is dropped: run the command again.`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}
