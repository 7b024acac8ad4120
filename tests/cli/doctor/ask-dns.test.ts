import { describe, expect, it } from 'vitest';
import { askDns, type Resolver } from '../../../cli/doctor/gather/dns.ts';
import { known, unknown } from '../../../cli/doctor/line.ts';
import { IDENTITY } from './facts.ts';

describe('the DNS', () => {
  const nothing = (code: string) => async () => {
    throw Object.assign(new Error('query failed'), { code });
  };
  const empty: Resolver = {
    resolveTxt: nothing('ENOTFOUND'),
    resolveMx: nothing('ENODATA'),
    resolveCname: nothing('ENODATA'),
  };
  const from = 'wire@news.harbour.news';
  const ask = (dns: Resolver, identity = known<typeof IDENTITY | undefined>(IDENTITY)) =>
    askDns(dns, { from }, identity);

  it('tells that records are not there', async () => {
    expect(await ask(empty)).toEqual({
      spf: known([]),
      mailFromMx: known([]),
      dmarc: known([]),
      dkim: known({ aaa: [], bbb: [], ccc: [] }),
      replies: known({ address: from, hosts: [] }),
    });
  });

  it('joins the parts of a TXT record, lowers names, and looks for DMARC up the tree', async () => {
    const dns: Resolver = {
      resolveTxt: async (name) => {
        if (name === 'mail.harbour.news') return [['v=spf1 include:', 'amazonses.com ~all']];
        if (name === '_dmarc.harbour.news') return [['unrelated'], ['v=DMARC1; p=reject']];
        return nothing('ENODATA')();
      },
      resolveMx: async () => [{ exchange: 'Feedback-SMTP.eu-central-1.amazonses.com.' }],
      resolveCname: async (name) => [`${name.split('.')[0]}.dkim.amazonses.com`],
    };
    expect(await ask(dns)).toMatchObject({
      spf: known(['v=spf1 include:amazonses.com ~all']),
      mailFromMx: known(['feedback-smtp.eu-central-1.amazonses.com']),
      dmarc: known(['v=DMARC1; p=reject']),
      dkim: known({ aaa: ['aaa.dkim.amazonses.com'] }),
    });
  });

  it('does not call a name server that fails a record that is missing', async () => {
    const down: Resolver = {
      resolveTxt: nothing('ESERVFAIL'),
      resolveMx: nothing('ECONNREFUSED'),
      resolveCname: nothing('ETIMEOUT'),
    };
    const facts = await ask(down);
    for (const fact of Object.values(facts)) expect(fact).toMatchObject({ known: false });
  });

  it('says what it cannot know without the identity', async () => {
    const lost = unknown('your credentials may not call ses:GetEmailIdentity');
    expect(await askDns(empty, { from, replyTo: 'a@b.example' }, lost)).toMatchObject({
      spf: lost,
      dkim: lost,
      dmarc: known([]),
      replies: known({ address: 'a@b.example', hosts: [] }),
    });
  });
});
