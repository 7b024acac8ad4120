import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  durationMs,
  localName,
  type NewsletterInput,
  parseNewsletter,
} from '../../lambdas/core/config.ts';
import sample from '../../newsletter.config.ts';

function faultsOf(change: (config: Record<string, unknown>) => void): readonly string[] {
  const config = structuredClone(sample) as unknown as Record<string, unknown>;
  change(config);
  try {
    parseNewsletter(config);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('newsletter.config.ts', () => {
  it('is accepted as it ships, with the theme and the grace filled in', () => {
    const newsletter = parseNewsletter(sample);
    expect(newsletter.theme.paper).toBe('#ffffff');
    expect(newsletter.delivery.grace).toBe('15m');
    expect(newsletter.editions[0]?.maxTopics).toBe(15);
  });

  it('names every fault at once, the ones between fields included', () => {
    const faults = faultsOf((config) => {
      config['name'] = '';
      config['siteUrl'] = 'http://news.example.com';
      config['sections'] = [
        { id: 'world', title: 'World' },
        { id: 'world', title: 'World again' },
      ];
      config['editions'] = [{ id: 'daily', title: 'Daily', cron: 'at seven', sections: ['sports'] }];
    });
    expect(faults).toEqual([
      'name: must not be empty',
      expect.stringMatching(/^siteUrl: must be an https URL/),
      expect.stringMatching(/^editions\[0\]\.cron: must have five fields/),
      'sections[1].id: "world" is used twice',
      'editions[0].sections[0]: "sports" is not one of the sections (world, world)',
    ]);
  });

  it('says that a name is missing, and that a misspelt one is unknown', () => {
    const faults = faultsOf((config) => {
      delete config['owner'];
      config['ownr'] = 'me@example.com';
    });
    expect(faults).toEqual([
      'owner: is missing: write a string',
      '(the whole file): unknown name "ownr"; remove it',
    ]);
  });

  it.each([
    ['0 7 1 * 1', /cannot combine them/],
    ['0 25 * * *', /./],
    ['0 0 7 * * *', /five fields/],
  ])('refuses the cron %j', (cron, reason) => {
    const faults = faultsOf((config) => {
      config['editions'] = [{ id: 'daily', title: 'Daily', cron }];
    });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^editions\[0\]\.cron: /);
    expect(faults[0]).toMatch(reason);
  });

  it.each([
    ['timeZone', 'Berlin', /IANA time zone/],
    ['language', 'not a tag', /BCP 47/],
    ['owner', 'owner', /is not an e-mail address/],
    ['postalAddress', 'One\r\nBcc: all@example.com', /one line/],
  ] as const)('refuses %s %j', (field, value, reason) => {
    const faults = faultsOf((config) => {
      config[field] = value;
    });
    expect(faults).toEqual([expect.stringMatching(reason)]);
    expect(faults[0]?.startsWith(`${field}: `)).toBe(true);
  });

  it('refuses a font list that could end the style attribute it stands in', () => {
    const input: NewsletterInput = { ...sample, theme: { font: 'Arial"; background: url(x)' } };
    expect(() => parseNewsletter(input)).toThrow(/theme\.font/);
  });
});

describe('names and durations of the config', () => {
  it.each([
    ['de', 'Welt'],
    ['de-AT', 'Welt'],
    ['fr', 'World'],
  ])('shows a section to a reader of %s as %s', (language, title) => {
    expect(localName({ en: 'World', de: 'Welt' }, language, 'en')).toBe(title);
  });

  it.each([
    ['5s', 5000],
    ['15m', 900_000],
    ['2h', 7_200_000],
  ])('reads %s as %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it('refuses a duration without its unit', () => {
    expect(() => durationMs('15')).toThrow(/use a number with s, m or h/);
  });
});
