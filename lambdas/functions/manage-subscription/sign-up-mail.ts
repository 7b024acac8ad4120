import type { AddressChangeMail } from '../../core/subscribers/address-change.ts';
import type { SystemMailRequest } from '../../core/subscribers/send-system-mail.ts';
import type { SignUpMail } from '../../core/subscribers/sign-up.ts';
import type { Subscriber } from '../../core/subscribers/subscriber.ts';
import { uncountMail } from '../../core/subscribers/uncount-mail.ts';
import type { PageKit } from './page-kit.ts';

/** Sends the mail that a sign-up causes, if it causes one. */
export async function mailSignUp(kit: PageKit, mail: SignUpMail): Promise<void> {
  if (mail.kind === 'confirm') {
    const links = { actionUrl: kit.links.confirm(mail.token) };
    await counted(kit, { kind: 'confirm', to: mail.to, links });
  }
  if (mail.kind === 'already-subscribed') await mailAlready(kit, mail.reader);
}

/** Sends the mail that a change of address causes, to the new address. */
export async function mailAddressChange(kit: PageKit, mail: AddressChangeMail): Promise<void> {
  if (mail.kind === 'confirm-address') {
    const to = { email: mail.to, language: mail.reader.language };
    await kit.mail({
      kind: 'confirm-address',
      to,
      links: { actionUrl: kit.links.changeAddress(mail.token) },
    });
  }
  if (mail.kind === 'already-subscribed') await mailAlready(kit, mail.reader);
}

/** A mail that counts against the limits of its address, unless it is known not to have gone out. */
async function counted(kit: PageKit, request: SystemMailRequest): Promise<void> {
  if ((await kit.mail(request)) !== 'not-sent') return;
  await uncountMail(kit.subscribers, request.to.email);
}

async function mailAlready(kit: PageKit, reader: Subscriber): Promise<void> {
  const links = kit.links.reader(reader, kit.clock.now());
  await counted(kit, { kind: 'already', to: reader, links: { ...links, actionUrl: links.preferencesUrl } });
}

/** To a reader who has just confirmed. */
export async function mailWelcome(kit: PageKit, reader: Subscriber): Promise<void> {
  if (!kit.newsletter.subscriptions.welcomeMail) return;
  const links = kit.links.reader(reader, kit.clock.now());
  const issueUrl = await kit.latestIssueUrl();
  await kit.mail({
    kind: 'welcome',
    to: reader,
    links: { ...links, actionUrl: links.preferencesUrl, ...(issueUrl && { issueUrl }) },
  });
}

/** To somebody who has just left; who was unsubscribed by a program learns of it here. */
export async function mailGoodbye(kit: PageKit, reader: Subscriber): Promise<void> {
  if (!kit.newsletter.subscriptions.goodbyeMail) return;
  await kit.mail({ kind: 'goodbye', to: reader, links: { actionUrl: kit.links.signUp(reader.language) } });
}

/** To the address that a reader has just left. */
export async function mailAddressChanged(kit: PageKit, reader: Subscriber, previous: string): Promise<void> {
  await kit.mail({ kind: 'address-changed', to: { email: previous, language: reader.language }, links: {} });
}
