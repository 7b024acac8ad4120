import type { SesError, XmlValue } from './answers.ts';
import { composeMail } from './compose.ts';
import { accept, type Desk, type Submission } from './desk.ts';
import { SES_ERRORS } from './errors.ts';
import type { Query } from './query.ts';

/** What an action has to say: its result, or an error in SES's words. */
export type Outcome =
  | { readonly ok: true; readonly result: { readonly [name: string]: XmlValue } }
  | { readonly ok: false; readonly error: SesError };

/** Actions that read or change the account; the sending ones are `submissionOf` and `send`. */
export const ACCOUNT_ACTIONS: Readonly<Record<string, (desk: Desk, query: Query) => Outcome>> = {
  GetSendQuota: ({ account, store, clock }) =>
    done({
      Max24HourSend: account.max24Hour.toFixed(1),
      SentLast24Hours: store.sentInDayBefore(clock.now()).toFixed(1),
      MaxSendRate: account.maxPerSecond.toFixed(1),
    }),
  GetSendStatistics: ({ store, clock }) =>
    done({
      SendDataPoints: store.statistics(clock.now()).map((each) => ({
        Timestamp: each.timestamp,
        DeliveryAttempts: each.attempts,
        Bounces: each.bounces,
        Complaints: each.complaints,
        Rejects: each.rejects,
      })),
    }),
  GetAccountSendingEnabled: () => done({ Enabled: true }),
  VerifyEmailIdentity: ({ store }, query) => withIdentity(query, 'EmailAddress', store.identities.add),
  VerifyDomainIdentity: ({ store }, query) =>
    withIdentity(query, 'Domain', store.identities.add, { VerificationToken: 'laptop' }),
  DeleteIdentity: ({ store }, query) => withIdentity(query, 'Identity', store.identities.remove),
  ListIdentities: ({ store }, query) => {
    const type = query.text('IdentityType');
    const all = store.identities.list();
    return done({
      Identities: all.filter((each) => !type || (type === 'EmailAddress') === each.includes('@')),
    });
  },
};

/** Reads the parameters of SendRawEmail and SendEmail into the mail that they hand in. */
export function submissionOf(action: string, query: Query): Submission | SesError {
  const common = {
    source: query.text('Source'),
    configurationSet: query.text('ConfigurationSetName'),
    tags: query
      .structures('Tags')
      .map((tag) => ({ name: tag.text('Name') ?? '', value: tag.text('Value') ?? '' })),
  };
  if (action === 'SendEmail') return composed(query, common);
  const data = query.text('RawMessage.Data');
  if (data === undefined) return SES_ERRORS.missingParameter('RawMessage.Data');
  const raw = decodeBase64(data);
  if (!raw) return SES_ERRORS.malformed('RawMessage.Data is not base64.');
  return { ...common, destinations: query.list('Destinations'), raw };
}

function composed(query: Query, common: Pick<Submission, 'source' | 'configurationSet' | 'tags'>) {
  if (common.source === undefined) return SES_ERRORS.missingParameter('Source');
  const to = query.list('Destination.ToAddresses');
  const cc = query.list('Destination.CcAddresses');
  const destinations = [...to, ...cc, ...query.list('Destination.BccAddresses')];
  if (destinations.length === 0) return SES_ERRORS.missingParameter('Destination');
  const raw = composeMail({
    from: common.source,
    to,
    cc,
    replyTo: query.list('ReplyToAddresses'),
    subject: query.text('Message.Subject.Data') ?? '',
    text: query.text('Message.Body.Text.Data'),
    html: query.text('Message.Body.Html.Data'),
  });
  return { ...common, destinations, raw };
}

/** Takes the mail; the error is SES's own. */
export async function send(desk: Desk, submission: Submission): Promise<Outcome> {
  const acceptance = await accept(desk, submission);
  return acceptance.ok ? done({ MessageId: acceptance.messageId }) : acceptance;
}

const done = (result: { readonly [name: string]: XmlValue }): Outcome => ({ ok: true, result });

function withIdentity(
  query: Query,
  parameter: string,
  act: (identity: string) => void,
  result: { readonly [name: string]: XmlValue } = {},
): Outcome {
  const identity = query.text(parameter);
  if (!identity) return { ok: false, error: SES_ERRORS.missingParameter(parameter) };
  act(identity);
  return done(result);
}

/** `undefined` for what is no base64: Node's own decoder forgives anything. */
function decodeBase64(text: string): Uint8Array | undefined {
  const plain = text.replace(/[\r\n]/g, '');
  const bytes = Buffer.from(plain, 'base64');
  return bytes.toString('base64').replace(/=+$/, '') === plain.replace(/=+$/, '') ? bytes : undefined;
}
