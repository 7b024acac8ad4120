import { beforeAll, describe, expect, it } from 'vitest';
import { compileSkeleton } from '../../../lambdas/core/mail/compile-skeleton.ts';
import { renderDirect } from '../../../lambdas/core/mail/render-direct.ts';
import type { MailReader, Skeleton } from '../../../lambdas/core/mail/skeleton.ts';
import { spliceMail } from '../../../lambdas/core/mail/splice.ts';
import { EIGHT_SECTIONS, issueOfEightSections, randomChoices } from '../../support/eight-sections.ts';
import { aReader, projectTemplates } from '../../support/issue-builders.ts';
import { readWithPostalMime } from '../../support/mail-readers.ts';

const AT = new Date('2026-11-24T06:00:00Z');
/** Every choice takes minutes: `EVERY_CHOICE=1` renders them all. */
const RENDERED = process.env['EVERY_CHOICE'] ? Number.POSITIVE_INFINITY : 8;
const READ = 100;

const { issue, newsletter } = issueOfEightSections();
const templates = projectTemplates();
const readers: MailReader[] = randomChoices(2_000).map((sections, index) =>
  aReader({ email: `reader${index}@example.org`, sections }),
);
const wanted = ({ sections }: MailReader) =>
  issue.topics.filter(({ section }) => sections.length === 0 || sections.includes(section));

describe('2,000 readers with choices of eight sections by chance', () => {
  let skeleton: Skeleton;
  beforeAll(async () => {
    skeleton = await compileSkeleton(issue, 'en', newsletter, await templates);
  });
  const mailOf = (reader: MailReader) => {
    const mail = spliceMail(skeleton, reader, AT);
    if (mail.kind !== 'mail') throw new Error('the reader has no topics');
    return mail;
  };

  it('make nearly every choice there is', () => {
    const choices = new Set(readers.map(({ sections }) => sections.join()));
    expect(choices.size).toBeGreaterThan(240);
    expect(EIGHT_SECTIONS).toHaveLength(8);
  });

  it('get exactly the topics of their sections, each of them', () => {
    for (const reader of readers) {
      expect(mailOf(reader).topicIds).toEqual(wanted(reader).map(({ id }) => id));
    }
  });

  it('read exactly these headlines, in both parts of the mail', async () => {
    for (const reader of readers.filter((_, index) => index % (readers.length / READ) === 0)) {
      const mail = await readWithPostalMime(mailOf(reader).raw);
      const own = new Set(wanted(reader).map(({ headline }) => headline));
      for (const { headline } of issue.topics) {
        expect(mail.html.includes(headline)).toBe(own.has(headline));
        expect(mail.text.includes(headline)).toBe(own.has(headline));
      }
    }
  });

  it('get the bytes that rendering their choice from the templates gives', async () => {
    const byChoice = new Map(readers.map((reader) => [reader.sections.join(), reader]));
    const some = [...byChoice.values()].slice(0, RENDERED);
    for (const reader of some) {
      const direct = await renderDirect(issue, 'en', newsletter, await templates, reader);
      const mail = await readWithPostalMime(mailOf(reader).raw);
      expect(mail.html).toBe(direct.html.replace(/\n?$/, '\n'));
      expect(mail.text).toBe(direct.text.replace(/\n?$/, '\n'));
    }
    expect(some.length).toBe(Math.min(RENDERED, byChoice.size));
  }, 900_000);

  it('get the same bytes however often their choice was made before', () => {
    const [reader] = readers;
    if (!reader) throw new Error('there is no reader');
    const first = Buffer.from(mailOf(reader).raw);
    for (let time = 0; time < 100; time += 1) expect(first.equals(mailOf(reader).raw)).toBe(true);
  });
});
