import { beforeEach, describe, expect, it } from 'vitest';
import { aNewsletter } from '../support/issue-builders.ts';
import { aSystem, type System } from '../support/system.ts';
import { aVisitor, linkTo, mailsTo, type Visitor } from '../support/visitor.ts';

let system: System;
let anna: Visitor;
let link: string;
const ANNA = 'anna@example.org';
const state = async () => (await system.subscribers.findByEmail(ANNA))?.state;

beforeEach(async () => {
  system = await aSystem();
  anna = aVisitor(system);
  await anna.signUp(ANNA, [['language', 'de']]);
  link = await linkTo(system.mailer, ANNA, 'c');
});

describe('the link of a confirmation mail', () => {
  it('shows one button and changes nothing, in the language that was chosen', async () => {
    const page = await aVisitor(system).get(link);
    expect(page.title).toBe('Anmeldung bestätigen');
    expect(page.html.match(/<button/g)).toHaveLength(1);
    expect(page.html).not.toContain('<form method="post" data-auto');
    expect(await state()).toBe('pending');
  });

  it('lets the page press the button by itself in the browser that signed up', async () => {
    expect((await anna.get(link)).html).toContain('<form method="post" data-auto>');
    expect(await state()).toBe('pending');
  });

  it('is not pressed by itself in a browser that signed somebody else up', async () => {
    const eve = aVisitor(system);
    await eve.signUp('eve@example.org');
    expect((await eve.get(link)).html).not.toContain('<form method="post" data-auto');
  });

  it.each([
    ['in the same browser', () => anna],
    ['in another browser', () => aVisitor(system)],
  ])('makes a reader with one press %s, and greets them', async (_, who) => {
    const page = await who().post(link);
    expect(page.title).toBe('Sie sind angemeldet');
    expect(await state()).toBe('active');
    const mail = (await mailsTo(system.mailer, ANNA)).at(-1);
    expect(mail?.subject).toBe('Willkommen bei The Morning Wire');
    expect((await who().get(await linkTo(system.mailer, ANNA, 'p'))).title).toBe('Ihre Auswahl');
  });

  it('pressed twice greets once, and says so again', async () => {
    await anna.post(link);
    expect((await anna.post(link)).title).toBe('Sie sind angemeldet');
    expect((await anna.get(link)).title).toBe('Sie sind angemeldet');
    expect((await mailsTo(system.mailer, ANNA)).map(({ kind }) => kind)).toEqual(['confirm', 'welcome']);
  });

  it('is of no use after a day, and the page says what to do', async () => {
    system.clock.forward(25 * 3_600_000);
    const page = await anna.post(link);
    expect(page.status).toBe(404);
    expect(page.html).toContain('href="https://news.example.com/?language&#x3D;en"');
    expect(await state()).toBe('pending');
  });

  it('gives the browser a random cookie, the same again for a double click, and takes it back', async () => {
    const answer = await aVisitor(system).signUp('bob@example.org');
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^briefwire_browser=[\w-]{22}; Max-Age=86400; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const before = [...anna.cookies.values()];
    await anna.signUp(ANNA);
    expect([...anna.cookies.values()]).toEqual(before);
    expect((await anna.get(link)).html).toContain('data-auto>');
    await anna.post(link);
    expect(anna.cookies.size).toBe(0);
  });

  it('greets nobody where the newsletter does not want to', async () => {
    const newsletter = aNewsletter({ subscriptions: { welcomeMail: false } });
    await aVisitor({ ...system, newsletter }).post(link);
    expect((await mailsTo(system.mailer, ANNA)).map(({ kind }) => kind)).toEqual(['confirm']);
  });

  it('leads to the latest issue in the welcome mail where there is an archive', async () => {
    const archive = { ...system.archive, read: async () => '["daily.1","daily.0"]' };
    await aVisitor({ ...system, archive }).post(link);
    const mail = (await mailsTo(system.mailer, ANNA)).at(-1);
    expect(mail?.text).toContain('https://news.example.com/archive/daily.1');
  });

  it('confirms even when the welcome mail cannot be written', async () => {
    const systemMails = { mail: () => Promise.reject(new Error('the file is away')) };
    const page = await aVisitor({ ...system, systemMails }).post(link);
    expect(page.title).toBe('Sie sind angemeldet');
    expect(system.reports).toContainEqual(expect.objectContaining({ code: 'system-mail-failed' }));
  });
});

describe('signing up again', () => {
  it('as a reader is answered as ever, and the mail says that nothing changed', async () => {
    await anna.post(link);
    system.clock.forward(2 * 86_400_000);
    const answer = await aVisitor(system).signUp(ANNA);
    expect(answer.title).toBe('Look into your mail');
    const mail = (await mailsTo(system.mailer, ANNA)).at(-1);
    expect(mail?.kind).toBe('already');
    expect(await state()).toBe('active');
  });

  it('after leaving asks anew, and only the new link makes a reader again', async () => {
    await anna.post(link);
    await anna.post(await linkTo(system.mailer, ANNA, 'u'));
    system.clock.forward(2 * 86_400_000);
    await anna.signUp(ANNA);
    expect((await anna.post(link)).status).toBe(404);
    expect(await state()).toBe('unsubscribed');
    await anna.post(await linkTo(system.mailer, ANNA, 'c'));
    expect(await state()).toBe('active');
  });
});
