import { describe, expect, it } from 'vitest';
import { archivePaths } from '../../../lambdas/core/archive/archive.ts';
import { decideDraft } from '../../../lambdas/core/gate/decide.ts';
import { draftSlot } from '../../../lambdas/core/gate/draft-slot.ts';
import { editDraft } from '../../../lambdas/core/gate/edit-draft.ts';
import { releaseDraft } from '../../../lambdas/core/gate/release.ts';
import { aGatedSystem, DRAFT, SLOT } from '../../support/drafts.ts';
import { theDaily } from '../../support/issue-builders.ts';

const HOUR = 3_600_000;

describe('a draft', () => {
  it('is mailed to the editor before its slot, a real issue with its findings on top, and to nobody else', async () => {
    const system = await aGatedSystem();
    await system.look();
    const [mail, ...more] = await system.mailsToEditor();
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Draft: Harbour opens');
    for (const part of [mail?.html ?? '', mail?.text ?? '']) {
      expect(part).toContain(`Draft of ${DRAFT}`);
      expect(part).toContain('It goes out on Tuesday');
      expect(part).toContain('has no topic; who reads only that');
      expect(part).toContain('Rates rise');
      expect(part).toContain('https://news.example.com/i/');
      expect(part).not.toContain('/archive/');
    }
    expect(await system.mailsToReaders()).toEqual([]);
    expect(await system.issues.head(DRAFT)).toMatchObject({ state: 'draft', approval: { said: 'nothing' } });
    expect(await system.archive.entries()).toEqual([]);
  });

  it('is no list mail: no mail program offers to unsubscribe the editor from it', async () => {
    const system = await aGatedSystem();
    await system.look();
    const raw = Buffer.from(system.mailer.taken[0]?.raw ?? []).toString('latin1');
    const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
    expect(head).toContain('Auto-Submitted: auto-generated');
    expect(head).not.toMatch(/^List-/m);
    expect(head).toMatch(/^Subject: Draft: Harbour opens\r?$/m);
  });

  it('is made once, however often somebody looks', async () => {
    const system = await aGatedSystem();
    for (let look = 0; look < 3; look += 1) await system.look();
    expect(await system.mailsToEditor()).toHaveLength(1);
  });

  it('waits for the time before its slot that the edition says', async () => {
    const system = await aGatedSystem({ draftAhead: '30m' });
    await system.look();
    expect(await system.mailsToEditor()).toEqual([]);
    system.clock.forward(1.5 * HOUR);
    await system.look();
    expect(await system.mailsToEditor()).toHaveLength(1);
  });

  it('is made anew from what waits by then when the editor asks, and what was said before is gone', async () => {
    const system = await aGatedSystem();
    await system.look();
    await decideDraft(system, DRAFT, 'approved', { by: 'cli' });
    await system.put('monday.txt', 'world: Harbour stays closed');
    await draftSlot(system, theDaily(system.newsletter), SLOT, { again: true });
    await system.work();
    expect((await system.mailsToEditor()).at(-1)?.subject).toBe('Draft: Harbour stays closed');
    expect(await system.issues.head(DRAFT)).toMatchObject({ approval: { said: 'nothing', version: 2 } });
  });
});

describe('unless it is stopped', () => {
  it('goes out at its slot, as the editor saw it, also when more has come meanwhile', async () => {
    const system = await aGatedSystem();
    await system.look();
    await system.put('later.txt', 'world: Something new');
    expect((await system.slot()).kind).toBe('published');
    const mails = await system.mailsToReaders();
    expect(mails).toHaveLength(3);
    for (const { mail } of mails) {
      expect(mail.subject).toBe('Harbour opens');
      expect(mail.text).not.toContain('Something new');
      expect(mail.text).not.toContain('Draft of');
    }
    expect(await system.archive.read(archivePaths.issue(DRAFT))).toContain('Harbour opens');
  });

  it('takes what came after the draft into the next one', async () => {
    const system = await aGatedSystem();
    await system.look();
    await system.put('later.txt', 'world: Something new');
    await system.slot();
    system.clock.forward(22 * HOUR);
    await system.look();
    const draft = (await system.mailsToEditor()).at(-1);
    expect(draft?.subject).toBe('Draft: Something new');
    expect(draft?.text).not.toContain('Harbour opens');
  });

  it('sends nothing once it is stopped, and says so in its record', async () => {
    const system = await aGatedSystem();
    await system.look();
    await decideDraft(system, DRAFT, 'stopped', { by: 'cli' });
    expect((await system.slot()).kind).toBe('skipped');
    expect(await system.mailsToReaders()).toEqual([]);
    const head = await system.issues.head(DRAFT);
    expect(head).toMatchObject({
      state: 'closed',
      outcome: 'skipped',
      reason: 'Skipped: its editor stopped it.',
    });
    expect(await system.archive.entries()).toEqual([]);
  });

  it('may be approved again after it was stopped: until the slot the last word counts', async () => {
    const system = await aGatedSystem();
    await system.look();
    await decideDraft(system, DRAFT, 'stopped', { by: 'cli' });
    await decideDraft(system, DRAFT, 'approved', { by: 'link' });
    expect((await system.slot()).kind).toBe('published');
    expect(await system.mailsToReaders()).toHaveLength(3);
  });

  it('gives the editor the whole time also where the draft is late', async () => {
    const system = await aGatedSystem();
    expect((await system.slot()).kind).toBe('waiting');
    expect(await system.mailsToReaders()).toEqual([]);
    system.clock.forward(2 * HOUR - 60_000);
    await system.look();
    expect(await system.mailsToReaders()).toEqual([]);
    system.clock.forward(60_000);
    await system.look();
    expect(await system.mailsToReaders()).toHaveLength(3);
  });

  it('sends once, however often slot and looks come', async () => {
    const system = await aGatedSystem();
    await system.look();
    await system.slot();
    expect((await system.slot()).kind).toBe('repeated');
    await system.look();
    await system.work();
    expect(await system.mailsToReaders()).toHaveLength(3);
  });
});

describe('an edition that needs approval', () => {
  it('sends nothing before it is approved, and tells the owner', async () => {
    const system = await aGatedSystem({ approval: 'required' });
    await system.look();
    expect((await system.slot()).kind).toBe('waiting');
    expect(await system.mailsToReaders()).toEqual([]);
    const notices = system.mailer.taken.filter(({ to }) => to === 'owner@example.com');
    expect(notices).toHaveLength(1);
    await decideDraft(system, DRAFT, 'approved', { by: 'link' });
    await system.look();
    expect(await system.mailsToReaders()).toHaveLength(3);
  });

  it('goes out at its slot when it was approved before', async () => {
    const system = await aGatedSystem({ approval: 'required' });
    await system.look();
    await decideDraft(system, DRAFT, 'approved', { by: 'cli' });
    await system.look();
    expect(await system.mailsToReaders()).toEqual([]);
    expect((await system.slot()).kind).toBe('published');
  });

  it('tells in the next draft what nobody approved', async () => {
    const system = await aGatedSystem({ approval: 'required' });
    await system.look();
    await system.slot();
    await system.put('tuesday.txt', 'science: A second moon');
    system.clock.forward(22 * HOUR);
    await system.look();
    expect(await system.issues.head(DRAFT)).toMatchObject({ state: 'closed', outcome: 'skipped' });
    const draft = (await system.mailsToEditor()).at(-1);
    expect(draft?.text).toContain('Harbour opens');
    expect(draft?.text).toContain('A second moon');
  });
});

describe('editing a draft', () => {
  it('takes topics out, puts others first, changes the subject, and mails it again', async () => {
    const system = await aGatedSystem();
    await system.look();
    const edited = await editDraft(system, DRAFT, {
      drop: ['t-world: Harbour'],
      first: ['t-markets'],
      subject: 'Rates & bridges',
    });
    expect(edited.kind).toBe('edited');
    await system.work();
    expect((await system.mailsToEditor()).at(-1)?.subject).toBe('Draft: Rates & bridges');
    await system.slot();
    const [{ mail } = { mail: undefined }] = await system.mailsToReaders();
    expect(mail?.subject).toBe('Rates & bridges');
    expect(mail?.text).not.toContain('Harbour opens');
    expect(mail?.text).toContain('Bridge closes');
    expect((await system.issues.get(DRAFT))?.leftOut).toContainEqual(
      expect.objectContaining({ headline: 'Harbour opens', reason: 'the editor took it out' }),
    );
  });

  it('asks for approval anew, since another content was approved', async () => {
    const system = await aGatedSystem({ approval: 'required' });
    await system.look();
    await decideDraft(system, DRAFT, 'approved', { by: 'cli' });
    await editDraft(system, DRAFT, { drop: ['t-markets'] });
    expect((await system.slot()).kind).toBe('waiting');
  });

  it.each([
    [{ drop: ['t-Nothing'] }, 'has no topic "t-Nothing"'],
    [{ drop: ['t-'] }, 'has more than one topic "t-"'],
    [{ drop: ['t-world: H', 't-world: B', 't-markets'] }, 'Without these topics nothing is left'],
  ])('refuses %o with the reason, and changes nothing', async (edits, reason) => {
    const system = await aGatedSystem();
    await system.look();
    const edited = await editDraft(system, DRAFT, edits);
    expect(edited).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
    expect(await system.issues.head(DRAFT)).toMatchObject({ approval: { version: 1 } });
  });

  it('ends with the freeze', async () => {
    const system = await aGatedSystem();
    await system.look();
    await system.slot();
    expect(await editDraft(system, DRAFT, { subject: 'Too late' })).toMatchObject({ kind: 'refused' });
    expect(await decideDraft(system, DRAFT, 'stopped', { by: 'cli' })).toMatchObject({ kind: 'no-draft' });
    expect(await system.mailsToReaders()).toHaveLength(3);
  });

  it('is in the issue or finds that it is too late, when it comes at the instant of the freeze', async () => {
    const system = await aGatedSystem();
    await system.look();
    system.clock.forward(2 * HOUR);
    const [released, edited] = await Promise.all([
      releaseDraft(system, DRAFT),
      editDraft(system, DRAFT, { subject: 'At the last instant' }),
    ]);
    const frozen = await system.issues.get(DRAFT);
    expect(released.kind).toBe('released');
    expect(frozen?.state).toBe('frozen');
    expect(frozen?.subject).toBe(edited.kind === 'edited' ? 'At the last instant' : undefined);
  });

  it('is not sent under a stop that comes while it is being released', async () => {
    const system = await aGatedSystem();
    await system.look();
    system.clock.forward(2 * HOUR);
    const stopping = {
      ...system,
      issues: {
        ...system.issues,
        async freeze(...asked: Parameters<typeof system.issues.freeze>) {
          await decideDraft(system, DRAFT, 'stopped', { by: 'link' });
          return system.issues.freeze(...asked);
        },
      },
    };
    expect((await releaseDraft(stopping, DRAFT)).kind).toBe('stopped');
    await system.work();
    expect(await system.mailsToReaders()).toEqual([]);
  });
});

describe('the link in the mail of a draft', () => {
  it('approves no other version than the one that was looked at', async () => {
    const system = await aGatedSystem({ approval: 'required' });
    await system.look();
    await editDraft(system, DRAFT, { drop: ['t-markets'] });
    const decided = await decideDraft(system, DRAFT, 'approved', { by: 'link', version: 1 });
    expect(decided.kind).toBe('changed');
    expect(await system.issues.head(DRAFT)).toMatchObject({ approval: { said: 'nothing' } });
  });
});
