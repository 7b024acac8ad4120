import { createHash } from 'node:crypto';
import type { Briefing, CollectedBriefing } from '../lambdas/core/briefing/topic.ts';
import type { AudienceQuery, TakenBriefing } from '../lambdas/core/issue/issue.ts';
import { type PublishNowResult, publishNow } from '../lambdas/core/publish-now.ts';
import { parseAddress } from '../lambdas/core/subscribers/address.ts';
import { UsageError, WorkFailed } from './output.ts';
import type { System } from './system.ts';

/** What `send` and `demo` publish. */
export interface Publication {
  readonly name?: string | undefined;
  readonly briefings: readonly Briefing[];
  readonly collected: readonly CollectedBriefing[];
  readonly audience: AudienceQuery;
  readonly subject?: string | undefined;
}

/** Publishes at once; throws WorkFailed with the reason when the name is taken by something else or nothing is in it. */
export async function publish(
  system: System,
  publication: Publication,
): Promise<Extract<PublishNowResult, { kind: 'published' | 'repeated' }>> {
  const { name, subject, collected, audience } = publication;
  const result = await publishNow(system, {
    ...(name !== undefined && { name }),
    ...(subject !== undefined && { subject }),
    collected,
    audience,
    briefings: publication.briefings.map(takenOf),
  });
  return whatWasPublished(result);
}

/** What came of publishing; throws WorkFailed with the reason when nothing did. */
export function whatWasPublished(
  result: PublishNowResult,
): Extract<PublishNowResult, { kind: 'published' | 'repeated' }> {
  if (result.kind === 'refused') throw new WorkFailed(result.reason);
  if (result.kind === 'no-topics') {
    throw new WorkFailed('There is no topic in it: `briefwire topics FILE` shows what was cut and why.');
  }
  return result;
}

/** Enough of a briefing to know it again. */
export function takenOf({ source, content }: Briefing): TakenBriefing {
  return { name: source, hash: createHash('sha256').update(content).digest('hex') };
}

/**
 * Who `--to` names. An address that never signed up becomes a guest (docs/adr/0005); one that left or is suppressed is
 * refused with UsageError before anything is written.
 */
export async function listedAudience(system: System, addresses: string): Promise<AudienceQuery> {
  const parsed = addresses
    .split(',')
    .filter((each) => each.trim() !== '')
    .map((each) => ({ typed: each.trim(), ...parseAddress(each) }));
  const wrong = parsed.flatMap((each) => (each.ok ? [] : [`${JSON.stringify(each.typed)} ${each.reason}`]));
  if (wrong.length > 0) throw new UsageError(`--to: ${wrong.join('; ')}`);
  const emails = [...new Set(parsed.flatMap((each) => (each.ok ? [each.email] : [])))];
  if (emails.length === 0)
    throw new UsageError('--to names nobody: write one or more addresses, separated by commas.');
  const known = await Promise.all(emails.map((email) => system.subscribers.findByEmail(email)));
  const left = known.flatMap((each) =>
    each && each.state !== 'active' && each.state !== 'guest' ? [each] : [],
  );
  if (left.length > 0) {
    const who = left.map((each) => `${each.email} (${each.state})`).join(', ');
    throw new UsageError(`--to: ${who} must not be mailed. Nothing was sent.`);
  }
  const subscriberIds: string[] = [];
  for (const [index, email] of emails.entries()) {
    subscriberIds.push(known[index]?.id ?? (await addGuest(system, email)));
  }
  return { kind: 'listed', subscriberIds };
}

async function addGuest({ subscribers, ids, clock, newsletter }: System, email: string): Promise<string> {
  const at = clock.now().toISOString();
  const id = ids.newId();
  const outcome = await subscribers.add({
    id,
    email,
    state: 'guest',
    consentVersion: 1,
    edition: newsletter.editions[0]?.id ?? '',
    sections: [],
    language: newsletter.language,
    timeZone: newsletter.timeZone,
    createdAt: at,
    updatedAt: at,
  });
  if (outcome.kind === 'suppressed') {
    throw new UsageError(`--to: ${email} (${outcome.cause.reason}) must not be mailed. Nothing was sent.`);
  }
  return outcome.kind === 'exists' ? outcome.subscriber.id : id;
}
