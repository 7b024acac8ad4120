import { describe, expect, test } from 'vitest';
import { contrast, mix } from '../../../lambdas/core/mail/colour.ts';
import { findings } from '../../../lambdas/core/mail/findings.ts';
import { aNewsletter, anIssue, aTopic } from '../../support/issue-builders.ts';

const newsletter = aNewsletter();
const clean = ['world', 'markets', 'science'].map((section) => aTopic({ section }));

function rulesOf(topics = clean, config = newsletter, changes = {}, trimmed = new Set<string>()) {
  const issue = anIssue(topics, { newsletter: config, ...changes });
  return findings(issue, config, trimmed).map(({ level, rule }) => `${level} ${rule}`);
}

const withTopic = (changes: Parameters<typeof aTopic>[0]) => rulesOf([...clean, aTopic(changes)]);

describe('findings', () => {
  test('a clean issue has none', () => {
    expect(rulesOf()).toEqual([]);
  });

  test('a picture without a description, or at an address that is not https, is an error', () => {
    expect(withTopic({ image: { src: 'https://example.com/a.png', alt: ' ' } })).toEqual(['error image-alt']);
    expect(withTopic({ image: { src: 'http://example.com/a.png', alt: 'A boat' } })).toEqual([
      'error image-https',
    ]);
  });

  test('an http link is an error, in the text and beside it', () => {
    expect(withTopic({ link: 'http://example.com/' })).toEqual(['error http-link']);
    expect(withTopic({ links: [{ label: 'a', href: 'http://example.com/' }] })).toEqual(['error http-link']);
  });

  test('a long subject is a warning, a very long one an error', () => {
    expect(rulesOf(clean, newsletter, { subject: 'a'.repeat(70) })).toEqual([]);
    expect(rulesOf(clean, newsletter, { subject: 'a'.repeat(71) })).toEqual(['warning subject-length']);
    expect(rulesOf(clean, newsletter, { subject: 'a'.repeat(151) })).toEqual(['error subject-length']);
  });

  test('a section without a topic is a warning, if the edition takes it', () => {
    expect(rulesOf(clean.slice(0, 2))).toEqual(['warning empty-section']);
    const config = aNewsletter({
      editions: [{ id: 'daily', title: 'Daily', cron: '0 7 * * *', sections: ['world', 'markets'] }],
    });
    expect(rulesOf(clean.slice(0, 2), config, { edition: config.editions[0] })).toEqual([]);
  });

  test('colours too close to each other are errors that say how close', () => {
    const config = aNewsletter({ theme: { accent: '#9bd3c5' } });
    expect(rulesOf(clean, config)).toEqual(['error contrast', 'error contrast']);
    expect(findings(anIssue(clean), config, new Set())[0]?.message).toContain(
      'theme.accent on theme.paper has a contrast of 1.7:1',
    );
  });

  test('a topic that was cut back is a warning, and errors come before warnings', () => {
    const last = aTopic({ link: 'http://example.com/' });
    expect(rulesOf([...clean, last], newsletter, {}, new Set([last.id]))).toEqual([
      'error http-link',
      'warning trimmed',
    ]);
  });
});

describe('colours', () => {
  test('contrast is as WCAG defines it', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#ffffff', '#767676')).toBeCloseTo(4.54, 2);
  });

  test('a hairline is an eighth of the ink on the paper', () => {
    expect(mix('#000000', '#ffffff')).toBe('#dfdfdf');
    expect(mix('#ffffff', '#000000')).toBe('#202020');
  });
});
