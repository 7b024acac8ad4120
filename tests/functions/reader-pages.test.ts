import { beforeEach, describe, expect, it } from 'vitest';
import { aSystem, type System } from '../support/system.ts';
import { aVisitor, linkTo, mailsTo, type Visitor } from '../support/visitor.ts';

let system: System;
let anna: Visitor;
const ANNA = 'anna@example.org';
const NEW = 'anna.new@example.org';
const found = (email = ANNA) => system.subscribers.findByEmail(email);
const link = (letter: string, email = ANNA) => linkTo(system.mailer, email, letter);
const kinds = async (email: string) => (await mailsTo(system.mailer, email)).map(({ kind }) => kind);
const CHOICES: [string, string][] = [
  ['chosen', '1'],
  ['section', 'world'],
  ['language', 'en'],
  ['timeZone', 'Europe/Berlin'],
];

beforeEach(async () => {
  system = await aSystem();
  anna = aVisitor(system);
  await anna.signUp(ANNA);
  await anna.post(await link('c'));
});

describe('the preferences', () => {
  it('save hour, time zone and a pause, and show them', async () => {
    const page = await anna.post(await link('p'), [
      ...CHOICES.filter(([name]) => name !== 'timeZone'),
      ['timeZone', 'Asia/Tokyo'],
      ['hour', '7'],
      ['pausedUntil', '2026-12-24'],
    ]);
    expect(page.status).toBe(200);
    expect(page.html).toContain('Saved.');
    expect(page.html).toContain('no issue comes before December 24, 2026');
    expect(page.html).toMatch(/<option value="7" selected>7:00/);
    expect(page.html).toContain('<option value="Asia/Tokyo" selected>');
    expect(await found()).toMatchObject({ hour: 7, timeZone: 'Asia/Tokyo', pausedUntil: '2026-12-24' });
  });

  it('take hour and pause away when the fields are left empty', async () => {
    const url = await link('p');
    await anna.post(url, [...CHOICES, ['hour', '7'], ['pausedUntil', '2026-12-24']]);
    await anna.post(url, [...CHOICES, ['hour', ''], ['pausedUntil', '']]);
    const reader = await found();
    expect(reader).not.toHaveProperty('hour');
    expect(reader).not.toHaveProperty('pausedUntil');
  });

  it.each([
    ['hour', '24', 'choose an hour'],
    ['hour', 'noon', 'choose an hour'],
    ['pausedUntil', '2026-02-30', 'a pause ends on a day'],
    ['pausedUntil', '2036-01-01', 'a pause ends on a day'],
    ['timeZone', 'Mars/Olympus', 'this time zone is not known'],
  ])('refuse %s %s with the reason', async (name, value, sentence) => {
    const page = await anna.post(await link('p'), [
      ...CHOICES.filter(([other]) => other !== name),
      [name, value],
    ]);
    expect(page.status).toBe(422);
    expect(page.html).toContain(sentence);
  });

  it('are Arabic for a reader of Arabic', async () => {
    const page = await anna.post(await link('p'), [
      ...CHOICES.filter(([name]) => name !== 'language'),
      ['language', 'ar'],
    ]);
    expect(page.html).toContain('<html lang="ar" dir="rtl">');
    expect(page.html).toContain('<option value="ar" lang="ar" selected>العربية');
  });
});

describe('another address', () => {
  it('is used once its own mail confirms; the old one is told, and its links end', async () => {
    const old = await link('p');
    const asked = await anna.post(`${old}/address`, [['email', NEW]]);
    expect(asked.title).toBe('Look into the mail of your new address');
    expect(await found()).toBeDefined();
    const confirming = await link('a', NEW);
    expect((await anna.get(confirming)).html).toContain(NEW);
    expect(await found(NEW)).toBeUndefined();
    const changed = await anna.post(confirming);
    expect(changed.title).toBe('Your address is changed');
    expect(await found()).toBeUndefined();
    expect(await found(NEW)).toMatchObject({ state: 'active', sections: [] });
    expect((await kinds(ANNA)).at(-1)).toBe('address-changed');
    expect((await anna.get(old)).status).toBe(404);
    const preferences = /href="(https:[^"]*\/p\/[^"]+)"/.exec(changed.html)?.[1] ?? '';
    expect((await anna.get(preferences)).title).toBe('Your preferences');
  });

  it.each([
    ['nonsense', 'Please enter a whole address'],
    [ANNA, 'This is the address that mails go to already'],
  ])('like %s is refused beside the field', async (typed, sentence) => {
    const page = await anna.post(`${await link('p')}/address`, [['email', typed]]);
    expect(page.status).toBe(422);
    expect(page.html).toContain(sentence);
    expect(page.html).toContain(`value="${typed}"`);
  });

  it('of another reader is answered as ever; the mail tells that reader, and nothing changes', async () => {
    const bob = 'bob@example.org';
    await aVisitor(system).signUp(bob);
    await anna.post(await link('c', bob));
    const free = await anna.post(`${await link('p')}/address`, [['email', NEW]]);
    system.clock.forward(2 * 86_400_000);
    const taken = await anna.post(`${await link('p')}/address`, [['email', bob]]);
    const untimed = (html: string) => html.replace(/\/p\/[\w-]+/g, '/p/token');
    expect([taken.status, untimed(taken.html)]).toEqual([free.status, untimed(free.html)]);
    expect((await kinds(bob)).at(-1)).toBe('already');
  });
});

describe('unsubscribing on the page', () => {
  it('takes one button, a reason if one wants to, and can be taken back', async () => {
    const url = await link('u');
    const page = await anna.get(url);
    expect(page.html.match(/<button/g)).toHaveLength(1);
    const left = await anna.post(url, [
      ['from', 'page'],
      ['reason', 'too-many'],
    ]);
    expect(left.title).toBe('You are unsubscribed');
    expect(await found()).toMatchObject({ state: 'unsubscribed', leftVia: 'page', leftReason: 'too-many' });
    expect((await kinds(ANNA)).at(-1)).toBe('goodbye');
    const undo = /action="(https:[^"]*\/r\/[^"]+)"/.exec(left.html)?.[1] ?? '';
    const back = await anna.post(undo);
    expect(back.title).toBe('You are subscribed again');
    expect(await found()).toMatchObject({ state: 'active', consentVersion: 2 });
    expect((await anna.post(url)).status).toBe(404);
    expect(await found()).toMatchObject({ state: 'active' });
  });

  it('writes down no reason that was not offered', async () => {
    await anna.post(await link('u'), [['reason', 'Anna Smith, 1 Example Street']]);
    expect(await found()).not.toHaveProperty('leftReason');
  });

  it('says goodbye once, however often it is pressed', async () => {
    const url = await link('u');
    for (const _ of [1, 2, 3]) await anna.post(url);
    expect((await kinds(ANNA)).filter((kind) => kind === 'goodbye')).toHaveLength(1);
  });

  it('can be undone for an hour', async () => {
    const left = await anna.post(await link('u'));
    const undo = /action="(https:[^"]*\/r\/[^"]+)"/.exec(left.html)?.[1] ?? '';
    system.clock.forward(2 * 3_600_000);
    expect((await anna.post(undo)).status).toBe(404);
  });
});

describe('one’s own data', () => {
  const dataLink = async () => {
    const { html } = await anna.get(await link('p'));
    return /href="(https:[^"]*\/d\/[^"]+)"/.exec(html)?.[1] ?? '';
  };

  it('is shown with what happened, and is a file with all of it', async () => {
    const url = await dataLink();
    const page = await anna.get(url);
    expect(page.html).toContain(ANNA);
    expect(page.html).toContain('You confirmed the subscription');
    const file = await anna.get(`${url}/export`);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="my-data.json"');
    const data = JSON.parse(file.html);
    expect(data.subscriber).toMatchObject({ email: ANNA, state: 'active' });
    expect(data.consent).toHaveLength(1);
    expect(data.ledger).toMatchObject({ ok: true });
  });

  it('is there for somebody who has left', async () => {
    const url = await dataLink();
    const left = await anna.post(await link('u'));
    const after = /href="(https:[^"]*\/d\/[^"]+)"/.exec(left.html)?.[1] ?? '';
    for (const each of [url, after]) expect((await anna.get(each)).html).toContain('You unsubscribed');
  });

  it('is erased by one button, and then nothing opens any more', async () => {
    const url = await dataLink();
    const unsubscribe = await link('u');
    const erased = await anna.post(`${url}/erase`);
    expect(erased.title).toBe('Everything is erased');
    expect(await found()).toBeUndefined();
    for (const each of [url, `${url}/export`, await link('p')])
      expect((await anna.get(each)).status).toBe(404);
    expect((await anna.post(unsubscribe)).status).toBe(200);
  });
});
