import { expect, it } from 'vitest';
import { publishSlot } from '../../../lambdas/core/publish-issue.ts';
import { aSystem } from '../../support/system.ts';

it('holds nothing of any reader, in any byte, after issues went out to all of them', async () => {
  const system = await aSystem();
  const readers = await system.addReaders(40);
  for (const day of [24, 25, 26]) {
    await system.sources.add(
      `${day}.txt`,
      new TextEncoder().encode(`world: Story of ${day}\nmarkets: Rates on ${day}`),
    );
    await publishSlot(system, { edition: 'daily', at: new Date(`2026-11-${day}T06:00:00Z`) });
    await system.workFor(60 * 60_000);
    system.clock.forward(23 * 60 * 60_000);
  }
  const mails = system.mailer.taken;
  expect(mails).toHaveLength(120);
  const personal = new Set<string>(readers.flatMap(({ id, email }) => [id, email]));
  for (const { raw } of mails) {
    const mail = Buffer.from(raw).toString('latin1').replaceAll('=\r\n', '');
    const links = [...mail.matchAll(/\/[up]\/([\w-]{20,})/g)].map(([, token = '']) => token);
    expect(links.length).toBeGreaterThan(0);
    for (const token of links) personal.add(token);
  }
  const blobs = (await system.blobs.list('archive/')).map(({ key }) => key);
  expect(blobs.length).toBeGreaterThan(10);
  let bytes = 0;
  for (const key of blobs) {
    const text = key + Buffer.from((await system.blobs.get(key)) ?? []).toString('utf8');
    bytes += text.length;
    for (const secret of personal) expect(text.includes(secret), `${secret} in ${key}`).toBe(false);
  }
  expect(bytes).toBeGreaterThan(50_000);
});
