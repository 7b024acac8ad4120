import { describe, expect, it } from 'vitest';
import { archivePaths } from '../../lambdas/core/archive/archive.ts';
import { cancelIssue } from '../../lambdas/core/control-issue.ts';
import { correctIssue } from '../../lambdas/core/correct-issue.ts';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { aCollectedBriefing, aTopic } from '../support/issue-builders.ts';
import { readWithPostalMime } from '../support/mail-readers.ts';
import { aReader, aSystem } from '../support/system.ts';

const everyone = { kind: 'everyone' } as const;
const correction = [
  aCollectedBriefing({ topics: [aTopic({ section: 'science', headline: 'It was Tuesday' })] }),
];

/** An issue that most of 30 readers got: one address is refused by SES, one has no topic for them. */
async function anIssueWasSent() {
  const system = await aSystem();
  const readers = await system.addReaders(30);
  await system.subscribers.add(aReader({ id: 'physicist', sections: ['science'] }));
  const refused = readers[3]?.email;
  system.mailer.follow((to) => (to === refused ? 'refuse' : 'accept'));
  const topics = [aTopic({ headline: 'It was Monday' })];
  await publishNow(system, {
    name: 'monday',
    collected: [aCollectedBriefing({ topics })],
    audience: everyone,
  });
  await system.work();
  await system.close('monday');
  system.mailer.follow(() => 'accept');
  const got = system.mailer.addresses();
  expect(got).toHaveLength(29);
  const before = system.mailer.taken.length;
  const corrected = () =>
    system.mailer.taken
      .slice(before)
      .filter(({ tags }) => tags['issue'] !== undefined)
      .map(({ to }) => to)
      .sort();
  return { system, readers, got, corrected };
}

describe('a correction', () => {
  it('goes to exactly those who got the issue, once each, whatever sections they chose since', async () => {
    const { system, got, corrected } = await anIssueWasSent();
    await system.addReaders(3, { id: 'newcomer' });
    const result = await correctIssue(system, { of: 'monday', collected: correction });
    expect(result.kind).toBe('published');
    await system.work();
    expect(corrected()).toEqual(got);
    await correctIssue(system, { of: 'monday', collected: correction });
    await system.work();
    expect(corrected()).toEqual(got);
  });

  it('does not go to who has left since, and says so in the account', async () => {
    const { system, readers, got, corrected } = await anIssueWasSent();
    const left = readers[0];
    await system.subscribers.unsubscribe(left?.id ?? '', 1, system.clock.iso());
    await correctIssue(system, { of: 'monday', collected: correction });
    await system.work();
    expect(corrected()).toEqual(got.filter((each) => each !== left?.email));
    const { frozen, accepted, excluded } = await system.account('correction-of-monday');
    expect([frozen, accepted, excluded]).toEqual([29, 28, 1]);
  });

  it('says what it corrects, unless the editor has a subject', async () => {
    const { system } = await anIssueWasSent();
    await correctIssue(system, { of: 'monday', collected: correction });
    await correctIssue(system, { of: 'monday', name: 'second', collected: correction, subject: 'Sorry' });
    await system.work();
    const mails = system.mailer.taken.slice(-58);
    const subjects = await Promise.all(mails.map(async ({ raw }) => (await readWithPostalMime(raw)).subject));
    expect(new Set(subjects)).toEqual(new Set(['Correction: It was Monday', 'Sorry']));
  });

  it('stands in the archive like any issue, but not that of a test copy', async () => {
    const { system, readers } = await anIssueWasSent();
    await correctIssue(system, { of: 'monday', collected: correction });
    expect(await system.archive.read(archivePaths.issue('correction-of-monday'))).toContain('It was Tuesday');
    const audience = { kind: 'listed', subscriberIds: [readers[1]?.id ?? ''] } as const;
    await publishNow(system, { name: 'test', collected: [aCollectedBriefing()], audience });
    await system.work();
    await system.close('test');
    await correctIssue(system, { of: 'test', collected: correction });
    expect(await system.archive.read(archivePaths.issue('correction-of-test'))).toBeUndefined();
  });

  it('is refused with the reason where nobody got anything, or more are still to come', async () => {
    const { system } = await anIssueWasSent();
    const reasonFor = async (of: string) => {
      const result = await correctIssue(system, { of, collected: correction });
      return result.kind === 'refused' ? result.reason : result.kind;
    };
    expect(await reasonFor('never')).toContain('There is no issue never');
    await publishNow(system, { name: 'running', collected: [aCollectedBriefing()], audience: everyone });
    expect(await reasonFor('running')).toContain('still being sent');
    await system.work();
    await system.close('running');
    expect((await correctIssue(system, { of: 'running', collected: correction })).kind).toBe('published');
  });
});

describe('cancelling an issue', () => {
  it('takes its page out of the archive', async () => {
    const system = await aSystem();
    await system.addReaders(2);
    await publishNow(system, { name: 'wrong', collected: [aCollectedBriefing()], audience: everyone });
    expect(await system.archive.read(archivePaths.issue('wrong'))).toBeDefined();
    await cancelIssue(system, 'wrong');
    expect(await system.archive.read(archivePaths.issue('wrong'))).toBeUndefined();
    expect(await system.archive.entries()).toEqual([]);
  });
});
