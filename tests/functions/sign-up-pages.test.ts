import { beforeEach, describe, expect, it } from 'vitest';
import { aNewsletter } from '../support/issue-builders.ts';
import { aSystem, type System, testTokens } from '../support/system.ts';
import { aVisitor, linkTo, mailsTo, type Visitor } from '../support/visitor.ts';

let system: System;
let anna: Visitor;
const ANNA = 'anna@example.org';
const found = () => system.subscribers.findByEmail(ANNA);

beforeEach(async () => {
  system = await aSystem();
  anna = aVisitor(system);
});

describe('the sign-up form', () => {
  it('is at / and at /subscribe, in the browser’s language', async () => {
    for (const path of ['/', '/subscribe']) {
      const german = await aVisitor(system, { 'accept-language': 'de-CH, en;q=0.5' }).get(path);
      expect(german.title).toBe('Anmelden');
      expect(german.html).toContain('<option value="de" lang="de" selected>Deutsch');
    }
  });

  it('is in the language that its address names, and links to the others', async () => {
    const { html } = await anna.get('/?language=ar');
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain('<a href="?language&#x3D;ja" lang="ja" hreflang="ja" dir="ltr">日本語</a>');
    expect(html).not.toContain('href="?language=ar"');
  });

  it('offers every section, the editions when there are several, and time zones by area', async () => {
    const editions = [
      { id: 'daily', title: 'Daily', cron: '0 7 * * *' },
      { id: 'weekly', title: 'Weekly', cron: '0 7 * * 1' },
    ];
    const { html } = await aVisitor(await aSystem({ newsletter: aNewsletter({ editions }) })).get('/');
    expect(html.match(/name="section" value="\w+" checked/g)).toHaveLength(3);
    expect(html).toMatch(/name="edition" value="daily" checked/);
    expect(html).toContain('<optgroup label="Europe">');
    expect(html).toContain('<option value="Europe/Berlin" selected>Berlin</option>');
    expect((await anna.get('/')).html).not.toContain('name="edition"');
  });

  it('makes a pending reader with what was chosen, and mails the link that confirms', async () => {
    const answer = await anna.signUp(ANNA, [
      ['section', 'markets'],
      ['language', 'de'],
      ['timeZone', 'Asia/Tokyo'],
    ]);
    expect(answer.status).toBe(200);
    expect(answer.title).toBe('Look into your mail');
    expect(await found()).toMatchObject({
      state: 'pending',
      sections: ['markets'],
      language: 'de',
      timeZone: 'Asia/Tokyo',
    });
    const [mail] = await mailsTo(system.mailer, ANNA);
    expect(mail?.kind).toBe('confirm');
    expect(mail?.subject).toBe('Bitte bestätigen: The Morning Wire');
    expect(mail?.text).toMatch(/https:\/\/news\.example\.com\/c\/[\w-]+/);
  });

  it('shows nothing of what was typed, in page and mail', async () => {
    const typed = 'hostile+visit-evil.example@example.org';
    const answer = await anna.signUp(typed, [['name', 'Visit evil.example']]);
    const [mail] = await mailsTo(system.mailer, typed);
    for (const text of [answer.html, mail?.text, mail?.html, mail?.subject]) {
      expect(text).not.toContain('evil');
    }
  });

  it.each([
    ['nobody', 'Please enter a whole address'],
    ['', 'Please enter a whole address'],
    ['jürgen@example.org', 'letters that our mail service cannot send to'],
    [`${'a'.repeat(65)}@example.org`, 'The address is too long'],
    ['a b@example.org', 'a space, a quote or another character'],
    ['anna@exa_mple', 'there has to be a domain'],
  ])(
    'sent with the address %j says beside the field what is wrong, and keeps it',
    async (typed, sentence) => {
      const answer = await anna.signUp(typed, [['section', 'markets']]);
      expect(answer.status).toBe(422);
      expect(answer.html).toContain(sentence);
      expect(answer.html).toContain('aria-invalid="true" aria-describedby="email-fault"');
      expect(answer.html).toContain(`value="${typed}"`);
      expect(answer.html).toMatch(/value="markets" checked/);
      expect(answer.html).not.toMatch(/value="world" checked/);
      expect(system.mailer.taken).toEqual([]);
    },
  );

  it.each([
    [[['section', '']], 'choose at least one section'],
    [[['section', 'sport']], 'the page was out of date'],
    [[['edition', 'hourly']], 'the page was out of date'],
    [[['language', 'xx']], 'the page was out of date'],
    [[['timeZone', 'Mars/Olympus']], 'this time zone is not known'],
  ] as [[string, string][], string][])('sent with %j says what is wrong', async (fields, sentence) => {
    const answer = await anna.signUp(ANNA, fields);
    expect(answer.status).toBe(422);
    expect(answer.html).toContain(sentence);
    expect(await found()).toBeUndefined();
  });

  it('remembers which words were agreed to, and from which network, truncated', async () => {
    await anna.signUp(ANNA);
    await anna.post(await linkTo(system.mailer, ANNA, 'c'));
    const reader = await found();
    const [entry] = await system.subscribers.history(reader?.id ?? '');
    expect(entry).toMatchObject({
      type: 'confirmed',
      wording: expect.stringMatching(/^en-[0-9a-f]{12}$/),
      network: '203.0.113.0/24',
      proof: { how: 'same-browser' },
    });
  });

  it('takes a form of any other site, which has neither stamp nor choices', async () => {
    const elsewhere = aVisitor(system, { origin: 'https://blog.example', 'sec-fetch-site': 'cross-site' });
    const answer = await elsewhere.post('/subscribe', [
      ['email', ANNA],
      ['language', 'ja'],
      ['website', ''],
    ]);
    expect(answer.status).toBe(200);
    expect(await found()).toMatchObject({ state: 'pending', sections: [], language: 'ja' });
  });

  it('refuses a body of more than 16 KB', async () => {
    const answer = await anna.signUp(ANNA, [['section', 'x'.repeat(20_000)]]);
    expect(answer.status).toBe(413);
    expect(answer.title).toBe('That cannot be read');
  });
});

describe('what programs send', () => {
  it('into the field that nobody sees is answered as ever and does nothing', async () => {
    const person = await anna.signUp('somebody@example.org');
    const program = await anna.signUp(ANNA, [['website', 'https://spam.example']]);
    expect(program.html).toBe(person.html);
    expect(program.status).toBe(person.status);
    expect([...program.headers.keys()]).toEqual([...person.headers.keys()]);
    expect(await found()).toBeUndefined();
    expect(system.mailer.taken.map(({ to }) => to)).toEqual(['somebody@example.org']);
  });

  it.each([
    ['within two seconds', () => testTokens.make('form', stampOf(system), system.clock.now())],
    ['with a stamp of their own', () => 'AAAA'],
  ])('%s is shown again, for a person to press once more', async (_, stamp) => {
    const answer = await anna.post('/subscribe', [
      ['email', ANNA],
      ['stamp', stamp()],
    ]);
    expect(answer.status).toBe(422);
    expect(answer.html).toContain('press the button once more');
    expect(answer.html).toContain(`value="${ANNA}"`);
    expect(system.mailer.taken).toEqual([]);
  });

  it('a day after the form was shown is taken: a tab may stay open', async () => {
    const stamp = testTokens.make('form', stampOf(system), system.clock.now());
    system.clock.forward(3 * 86_400_000);
    const answer = await anna.post('/subscribe', [
      ['email', ANNA],
      ['stamp', stamp],
    ]);
    expect(answer.status).toBe(200);
  });
});

const stampOf = ({ clock }: System) => ({
  id: 'form',
  consentVersion: 1,
  about: clock.now().getTime().toString(36),
});

describe('the mail of a sign-up', () => {
  it('that SES is too busy for is sent a moment later', async () => {
    system.mailer.follow((_, before) => (before < 2 ? 'throttle' : 'accept'));
    await anna.signUp(ANNA);
    expect(await mailsTo(system.mailer, ANNA)).toHaveLength(1);
  });

  it.each(['block', 'refuse', 'unreachable', 'unanswered'] as const)(
    'that SES does not take (%s) changes nothing of the answer, and is reported without the address',
    async (behaviour) => {
      system.mailer.follow(() => behaviour);
      const answer = await anna.signUp(ANNA);
      expect(answer.title).toBe('Look into your mail');
      expect(system.reports).toContainEqual(
        expect.objectContaining({ code: 'system-mail', mail: 'confirm' }),
      );
      expect(JSON.stringify(system.reports)).not.toContain('anna');
    },
  );
});

describe('a mail that did not go out', () => {
  it.each(['block', 'unreachable'] as const)(
    'because SES says %s does not count: the visitor tries again',
    async (behaviour) => {
      system.mailer.follow(() => behaviour);
      await anna.signUp(ANNA);
      system.mailer.follow(() => 'accept');
      await anna.signUp(ANNA);
      expect((await mailsTo(system.mailer, ANNA)).map(({ kind }) => kind)).toEqual(['confirm']);
    },
  );

  it('as far as is known counts, since it may arrive', async () => {
    system.mailer.follow(() => 'unanswered');
    await anna.signUp(ANNA);
    system.mailer.follow(() => 'accept');
    await anna.signUp(ANNA);
    expect(await mailsTo(system.mailer, ANNA)).toEqual([]);
  });

  it('leaves the count of those that did', async () => {
    for (const behaviour of ['accept', 'block', 'accept', 'accept', 'accept'] as const) {
      system.mailer.follow(() => behaviour);
      await anna.signUp(ANNA);
      system.clock.forward(86_400_000);
    }
    expect(await mailsTo(system.mailer, ANNA)).toHaveLength(3);
  });
});

describe('the form for other sites', () => {
  it('is shown as code, which works when it is sent', async () => {
    const { html } = await anna.get('/embed.html?language=de');
    const [, code = ''] = /<textarea[^>]*>(.*?)<\/textarea>/s.exec(html) ?? [];
    const plain = code
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#x3D;', '=');
    expect(plain).toContain('<form method="post" action="https://news.example.com/subscribe">');
    expect(plain).toContain('<input type="hidden" name="language" value="de">');
    expect(plain).not.toContain('script');
    const names = [...plain.matchAll(/ name="(\w+)"/g)].map(([, name]) => name);
    expect(names).toEqual(['language', 'email', 'website']);
  });
});
