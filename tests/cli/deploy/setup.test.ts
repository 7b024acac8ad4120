import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { askAll, filledIn, fromOptions, isSample } from '../../../cli/deploy/setup.ts';
import { type NewsletterInput, parseNewsletter } from '../../../lambdas/core/config.ts';
import sample from '../../../newsletter.config.ts';

const SOURCE = readFileSync(new URL('../../../newsletter.config.ts', import.meta.url), 'utf8');
const newsletter = parseNewsletter(sample);
const ANSWERS = {
  name: "The Harbour's Wire",
  owner: 'me@mailbox.test',
  from: 'wire@harbour.test',
  sender: 'domain',
  postalAddress: 'Harbour Wire, 1 Quay, Bremen',
} as const;

/** What a file says, without importing it. */
function read(source: string): ReturnType<typeof parseNewsletter> {
  const body = /defineNewsletter\((\{[\s\S]*\})\);/.exec(source)?.[1];
  return parseNewsletter(new Function(`return ${body}`)() as NewsletterInput);
}

describe('the sample config', () => {
  it('is known as one, and no longer once it is filled in', () => {
    expect(isSample(newsletter)).toBe(true);
    expect(isSample(read(filledIn(SOURCE, newsletter, ANSWERS)))).toBe(false);
  });

  it('gets the answers in the sample’s places and keeps everything else', () => {
    const filled = read(filledIn(SOURCE, newsletter, ANSWERS));
    expect(filled).toEqual({
      ...newsletter,
      name: ANSWERS.name,
      from: { name: ANSWERS.name, address: ANSWERS.from },
      replyTo: ANSWERS.owner,
      owner: ANSWERS.owner,
      postalAddress: ANSWERS.postalAddress,
    });
  });

  it('without a domain sends from the address alone, and says what comes later', () => {
    const text = filledIn(SOURCE, newsletter, { ...ANSWERS, from: ANSWERS.owner, sender: 'address' });
    expect(read(text).aws.identity).toBe('address');
    expect(text).toContain("write 'create' then");
  });

  it('is not changed by a word that is no address', () => {
    expect(() => filledIn(SOURCE, newsletter, { ...ANSWERS, owner: 'me' })).toThrow(/"me"/);
  });

  it('is left to the publisher where the words are not found', () => {
    const edited = SOURCE.replace("'owner@example.com'", 'OWNER');
    expect(() => filledIn(edited, newsletter, ANSWERS)).toThrow(/'owner@example\.com' is not in the config/);
  });
});

describe('what nobody but the publisher knows', () => {
  it('is asked for on a terminal, as little as can be', async () => {
    const asked: string[] = [];
    const answers = await askAll(
      async (question, preset) => {
        asked.push(question);
        return question.startsWith('Your mail') ? 'me@mailbox.test' : preset;
      },
      {},
      newsletter,
    );
    expect(answers).toMatchObject({ owner: 'me@mailbox.test', from: 'me@mailbox.test', sender: 'address' });
    expect(asked).toHaveLength(5);
  });

  it('is not asked for where an option says it', async () => {
    const unasked = async () => expect.unreachable('it asked');
    expect(await askAll(unasked, ANSWERS, newsletter)).toEqual(ANSWERS);
  });

  it('comes from the options where there is no terminal, or the options are named', () => {
    const least = { owner: 'me@mailbox.test', postalAddress: '1 Quay' };
    expect(fromOptions(least, newsletter)).toMatchObject({ from: least.owner, sender: 'address' });
    expect(() => fromOptions({ owner: 'me@mailbox.test' }, newsletter)).toThrow(/--postal-address/);
  });
});
