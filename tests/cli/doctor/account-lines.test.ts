import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../cli/doctor/account-lines.ts';
import type { AccountFacts } from '../../../cli/doctor/facts.ts';
import { type Line, unknown } from '../../../cli/doctor/line.ts';
import { DATA_VERSION } from '../../../lambdas/core/migrations/migrations.ts';
import { but, config, DESTINATION, dns, having, healthy, IDENTITY, NEWSLETTER, SCHEDULES } from './facts.ts';

const lineIn = (facts: AccountFacts, id: string): Line =>
  linesOf(facts).find((line) => line.id === id) ?? expect.fail(`no line ${id}`);
const identity = (change: object) => having('identity', { ...IDENTITY, ...change });
const mailFrom = (status: string) => identity({ mailFrom: { domain: 'mail.harbour.news', status } });
const schedules = SCHEDULES;
const daily = (change: object) => having('schedules', [{ ...schedules[0], ...change }, schedules[1]]);
const address = { name: 'wire@harbour.news', isDomain: false, dkim: 'NOT_STARTED', dkimTokens: [] };

describe('a healthy account', () => {
  it('passes every line', () => {
    expect(linesOf(healthy()).filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  it('has each line once, in a group, and a source for every rule of a mailbox provider', () => {
    const lines = linesOf(healthy());
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
    for (const { group, source } of lines)
      if (group === 'mailbox providers') expect(source).toMatch(/^https:/);
  });
});

type Row = readonly [
  condition: string,
  facts: AccountFacts,
  id: string,
  status: Line['status'],
  says: RegExp,
  remedy: RegExp,
];

// biome-ignore format: a table, one condition a line
const ROWS: readonly Row[] = [
  // ---- the account
  ['sandbox', but('account', { production: false }), 'ses.sandbox', 'failed', /in the sandbox/, /--write-access-request/],
  ['sandbox, asked', but('account', { production: false, review: 'PENDING' }), 'ses.sandbox', 'failed', /in the sandbox/, /under review/],
  ['sandbox, denied', but('account', { production: false, review: 'DENIED' }), 'ses.sandbox', 'failed', /in the sandbox/, /denied.*Support Center/],
  ['sending paused', but('account', { sendingEnabled: false }), 'ses.sending', 'failed', /sends nothing/, /put-account-sending-attributes/],
  ['stopped by AWS', but('account', { enforcement: 'SHUTDOWN' }), 'ses.sending', 'failed', /sends nothing/, /AWS has stopped it/],
  ['under review', but('account', { enforcement: 'PROBATION' }), 'ses.review', 'failed', /under review/, /Support Center/],
  ['another enforcement', but('account', { enforcement: 'FROZEN' }), 'ses.review', 'failed', /\(FROZEN\)/, /Support Center/],
  ['quota nearly used', but('account', { sent24Hour: 40_000 }), 'ses.quota', 'failed', /40000 of 50000/, /larger quota/],
  ['quota zero', but('account', { max24Hour: 0 }), 'ses.quota', 'failed', /0 mails of 24 hours|of 0 mails/, /zero/],
  ['no limit a day', but('account', { max24Hour: -1 }), 'ses.quota', 'passed', /No limit a day/, /^$/],
  ['complaints not suppressed', but('account', { suppressed: ['BOUNCE'] }), 'ses.suppression', 'failed', /after: complaint\./, /put-account-suppression/],
  ['suppression off in the set', but('configurationSet', { suppressed: [] }), 'ses.suppression', 'failed', /bounce, complaint/, /configuration set/],
  ['suppression by the set alone', { ...but('account', { suppressed: [] }), configurationSet: but('configurationSet', { suppressed: ['BOUNCE', 'COMPLAINT'] }).configurationSet}, 'ses.suppression', 'passed', /suppression list/, /^$/],
  ['clock ahead', having('clockAheadMs', 400_000), 'clock', 'failed', /400 s ahead of/, /NTP/],
  ['clock behind', having('clockAheadMs', -61_000), 'clock', 'failed', /61 s behind/, /NTP/],
  ['may not ask', { ...healthy(), account: unknown('your credentials may not call ses:GetAccount', 'Allow ses:GetAccount to the role or user that you work with.')}, 'ses.sandbox', 'not checkable', /may not call ses:GetAccount/, /Allow ses:GetAccount/],
  // ---- the sender
  ['sender unknown to SES', having('identity', undefined), 'sender.identity', 'failed', /knows neither harbour.news/, /aws.identity/],
  ['sender unknown: nothing to say of DKIM', having('identity', undefined), 'sender.dkim', 'not checkable', /not know the sender/, /^$/],
  ['domain not verified', identity({ verified: false, dkim: 'PENDING' }), 'sender.identity', 'failed', /harbour.news is not verified/, /DNS records/],
  ['address not verified', identity({ ...address, verified: false }), 'sender.identity', 'failed', /address is not verified/, /Follow the link/],
  ['address alone', identity(address), 'sender.dkim', 'failed', /not signed in the name/, /Verify the domain harbour.news/],
  ['DKIM pending', identity({ dkim: 'PENDING' }), 'sender.dkim', 'failed', /not found the DKIM records yet/, /three CNAME/],
  ['DKIM failed', identity({ dkim: 'FAILED' }), 'sender.dkim', 'failed', /within 72 hours/, /look again/],
  ['DKIM not begun', identity({ dkim: 'NOT_STARTED' }), 'sender.dkim', 'failed', /not set up/, /three CNAME/],
  ['DKIM unreadable', identity({ dkim: 'TEMPORARY_FAILURE' }), 'sender.dkim', 'failed', /could not read/, /three CNAME/],
  ['DKIM off', identity({ dkimSigns: false }), 'sender.dkim', 'failed', /switched off/, /--signing-enabled/],
  ['DKIM short', identity({ dkimBits: 1024 }), 'sender.dkim', 'failed', /1024 bits/, /RSA_2048_BIT/],
  ['DKIM record missing', dns('dkim', { aaa: [], bbb: ['bbb.dkim.amazonses.com'], ccc: ['elsewhere.example'] }), 'dns.dkim', 'failed', /1 are missing and 1 lead elsewhere/, /second time/],
  ['MAIL FROM of Amazon', identity({ mailFrom: undefined }), 'sender.mail-from', 'failed', /amazonses.com/, /put-email-identity-mail-from/],
  ['MAIL FROM pending', mailFrom('PENDING'), 'sender.mail-from', 'failed', /\(pending\)/, /MX and TXT/],
  ['MAIL FROM failed', mailFrom('FAILED'), 'sender.mail-from', 'failed', /\(failed\)/, /MX and TXT/],
  ['no SPF', dns('spf', ['google-site-verification=1']), 'dns.spf', 'failed', /no SPF record/, /include:amazonses.com/],
  ['two SPF records', dns('spf', ['v=spf1 include:amazonses.com ~all', 'v=spf1 -all']), 'dns.spf', 'failed', /2 SPF records/, /Make one/],
  ['SPF without SES', dns('spf', ['v=spf1 include:_spf.google.com ~all']), 'dns.spf', 'failed', /does not name Amazon SES/, /include:amazonses.com/],
  ['SPF for everybody', dns('spf', ['v=spf1 include:amazonses.com +all']), 'dns.spf', 'failed', /everybody/, /~all/],
  ['no MX of MAIL FROM', dns('mailFromMx', []), 'dns.mail-from', 'failed', /no MX/, /feedback-smtp.eu-central-1/],
  ['two MX of MAIL FROM', dns('mailFromMx', ['feedback-smtp.eu-central-1.amazonses.com', 'mx.example']), 'dns.mail-from', 'failed', /2 MX records/, /no other/],
  ['MX of another region', dns('mailFromMx', ['feedback-smtp.us-east-1.amazonses.com']), 'dns.mail-from', 'failed', /elsewhere/, /eu-central-1/],
  ['no DMARC', dns('dmarc', []), 'dns.dmarc', 'failed', /no DMARC record/, /v=DMARC1; p=none/],
  ['two DMARC records', dns('dmarc', ['v=DMARC1; p=none', 'v=DMARC1; p=reject']), 'dns.dmarc', 'failed', /2 DMARC records/, /Keep one/],
  ['DMARC without policy', dns('dmarc', ['v=DMARC1; rua=mailto:a@b.example']), 'dns.dmarc', 'failed', /no valid policy/, /p=none/],
  ['DMARC none', dns('dmarc', ['v=DMARC1;p=none']), 'dns.dmarc', 'passed', /p=none/, /^$/],
  ['aligned by SPF alone', identity({ dkim: 'PENDING' }), 'dmarc.alignment', 'failed', /SPF alone/, /DKIM/],
  ['aligned by neither', identity({ ...address, mailFrom: undefined }), 'dmarc.alignment', 'failed', /Neither DKIM nor SPF/, /Verify the domain/],
  ['strict, signed by the domain above', { ...config({ from: { name: 'W', address: 'w@news.harbour.news' } }), identity: identity({ mailFrom: undefined }).identity, dns: dns('dmarc', ['v=DMARC1; p=reject; adkim=s']).dns}, 'dmarc.alignment', 'failed', /Neither/, /news.harbour.news/],
  ['relaxed, signed by the domain above', config({ from: { name: 'W', address: 'w@news.harbour.news' } }), 'dmarc.alignment', 'passed', /DKIM/, /^$/],
  // ---- events
  ['set switched off', but('configurationSet', { sendingEnabled: false }), 'events.configuration-set', 'failed', /switched off/, /put-configuration-set-sending-options/],
  ['TLS optional', but('configurationSet', { tlsRequired: false }), 'events.tls', 'failed', /unencrypted/, /cdk deploy/],
  ['no destination', having('destinations', []), 'events.destination', 'failed', /no destination/, /cdk deploy/],
  ['destination off', having('destinations', [{ ...DESTINATION, enabled: false }]), 'events.destination', 'failed', /no destination to SNS is enabled/, /cdk deploy/],
  ['bounces not reported', having('destinations', [{ ...DESTINATION, types: ['SEND', 'DELIVERY', 'DELIVERY_DELAY', 'COMPLAINT', 'REJECT'] }]), 'events.destination', 'failed', /not report: BOUNCE\./, /cdk drift/],
  ['no event came', but('loop', { sendSeen: false, deliverySeen: false, waitedSeconds: 60 }), 'events.loop', 'failed', /No event.*60 s/, /runbook/],
  ['no delivery came', but('loop', { deliverySeen: false, waitedSeconds: 60 }), 'events.loop', 'failed', /no delivery/, /again/],
  ['SES refused the test mail', but('loop', { outcome: 'blocked', code: 'MessageRejected', sendSeen: false, deliverySeen: false }), 'events.loop', 'failed', /\(MessageRejected\)/, /ses:SendRawEmail/],
  ['the test mail did not go', but('loop', { outcome: 'not-sent', code: 'throttled', sendSeen: false, deliverySeen: false }), 'events.loop', 'failed', /did not go out/, /again/],
  // ---- the system
  ['edition without schedule', having('schedules', schedules.slice(1)), 'schedules', 'failed', /daily has none/, /cdk deploy/],
  ['schedule off', daily({ enabled: false }), 'schedules', 'failed', /daily is switched off/, /cdk deploy/],
  ['another time', daily({ expression: 'cron(0 8 ? * 2-6 *)' }), 'schedules', 'failed', /0 8.*config says cron\(0 7/, /cdk deploy/],
  ['another zone', daily({ timeZone: 'UTC' }), 'schedules', 'failed', /in UTC, the config says Europe.Berlin/, /cdk deploy/],
  ['edition that is gone', having('schedules', [...schedules, { ...schedules[0], edition: 'weekly' }]), 'schedules', 'failed', /weekly is not in the config/, /cdk deploy/],
  ['no tick', having('schedules', schedules.slice(0, 1)), 'schedules', 'failed', /the tick/, /cdk deploy/],
  ['dead letters', having('queues', [{ name: 'DeliveryDead', messages: 3, isEnd: true }]), 'queues.dead-letters', 'failed', /3 in DeliveryDead/, /redrive/],
  ['alarm on', having('alarms', [{ name: 'Dead', state: 'ALARM', actionsEnabled: true, description: 'Some wait. docs/runbook.md, "Dead".'}]), 'alarms.state', 'failed', /Some wait/, /runbook/],
  ['alarm mute', having('alarms', [{ name: 'Dead', state: 'OK', actionsEnabled: false, description: '' }]), 'alarms.state', 'failed', /tell nobody: Dead/, /enable-alarm-actions/],
  ['no alarms', having('alarms', []), 'alarms.state', 'failed', /no alarms/, /cdk deploy/],
  ['owner has not confirmed', having('alarmMails', { confirmed: 0, pending: 1 }), 'alarms.mail', 'failed', /not confirmed/, /Subscription Confirmation/],
  ['nobody is told', having('alarmMails', { confirmed: 0, pending: 0 }), 'alarms.mail', 'failed', /Nobody is told/, /cdk deploy/],
  ['table copied', but('table', { own: false }), 'table.identity', 'failed', /copy/, /briefwire adopt/],
  ['data older', but('table', { dataVersion: 0 }), 'table.data-version', 'failed', /version 0/, /briefwire migrate --aws/],
  ['data newer', but('table', { dataVersion: DATA_VERSION + 1 }), 'table.data-version', 'failed', /does not send/, /newer Briefwire/],
  ['no recovery', but('table', { pointInTimeRecovery: false }), 'table.protection', 'failed', /point-in-time/, /cdk deploy/],
  ['no protection', but('table', { deletionProtection: false }), 'table.protection', 'failed', /deletion protection/, /cdk deploy/],
  // ---- pages
  ['name not in the DNS', having('pages', [{ url: 'https://mail.harbour.news', code: 'ENOTFOUND' }]), 'pages.reachable', 'failed', /ENOTFOUND/, /DNS/],
  ['pages broken', having('pages', [{ url: 'https://mail.harbour.news', status: 503 }]), 'pages.reachable', 'failed', /503/, /logs of manage-subscription/],
  ['values of the sample', config({ siteUrl: 'https://news.example.com' }), 'pages.placeholder', 'failed', /config: siteUrl\./, /newsletter.config.ts/],
  // ---- mailbox providers
  ['From at Gmail', config({ from: { name: 'W', address: 'wire@gmail.com' } }), 'rules.from', 'failed', /gmail.com/, /domain of your own/],
  ['no DMARC: Gmail', dns('dmarc', []), 'rules.gmail', 'failed', /not all of it/, /dns.dmarc/],
  ['no SPF: Yahoo', dns('spf', []), 'rules.yahoo', 'failed', /not all of it/, /dns.spf/],
  ['DKIM failed: Microsoft', identity({ dkim: 'FAILED' }), 'rules.microsoft', 'failed', /not all of it/, /sender.dkim/],
  ['DNS does not answer', { ...healthy(), dns: { ...healthy().dns, dmarc: unknown('no name server answered') } }, 'rules.gmail', 'not checkable', /see the lines/, /^$/],
  ['one click redirected', but('oneClick', { status: 301 }), 'rules.one-click', 'failed', /301/, /redirects/],
  ['one click unanswered', having('oneClick', { url: 'https://mail.harbour.news', code: 'ENOTFOUND' }), 'rules.one-click', 'failed', /no answer/, /pages.reachable/],
  ['one click refused', but('oneClick', { status: 403 }), 'rules.one-click', 'failed', /403/, /POST/],
  ['replies go nowhere', dns('replies', { address: 'x@harbour.news', hosts: [] }), 'rules.replies', 'failed', /takes no mail/, /replyTo/],
  ['complaints above 0.1 %', having('reputation', { complaints: 0.0015 }), 'rules.complaints', 'failed', /0.15 %/, /0.10 %/],
  ['complaints above 0.3 %', having('reputation', { complaints: 0.004 }), 'rules.complaints', 'failed', /0.40 %/, /stop/],
  ['bounces above 5 %', having('reputation', { bounces: 0.06 }), 'rules.bounces', 'failed', /6.00 %/, /confirmation/],
  ['too few mails', having('reputation', {}), 'rules.bounces', 'not checkable', /too few/, /^$/],
];

describe('an account with', () => {
  it(`${ROWS.length} conditions is told apart`, () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(ROWS.map(([condition]) => condition)).size).toBe(ROWS.length);
  });

  it.each(ROWS)('%s: %#', (_, facts, id, status, says, remedy) => {
    const line = lineIn(facts, id);
    expect(line).toMatchObject({ status, says: expect.stringMatching(says) });
    expect('remedy' in line ? line.remedy : '').toMatch(remedy);
  });

  it('a failed line always says what to do, and where the rule stands if somebody else made it', () => {
    for (const [, facts] of ROWS) {
      for (const line of linesOf(facts)) {
        if (line.status !== 'failed') continue;
        expect(line.remedy, line.id).toMatch(/\S{3}/);
        if (line.group === 'mailbox providers' || line.group === 'account')
          expect(line.source).toMatch(/^https:/);
      }
    }
  });

  it('names no address of a person in any line', () => {
    for (const [, facts] of ROWS) {
      const text = JSON.stringify(linesOf(facts));
      for (const { address } of [NEWSLETTER.from, { address: NEWSLETTER.owner }])
        expect(text).not.toContain(address);
    }
  });
});
