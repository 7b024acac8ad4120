import { describe, expect, it } from 'vitest';
import { skeletonsOf } from '../../../lambdas/core/delivery/skeletons.ts';
import type { Skeleton } from '../../../lambdas/core/mail/skeleton.ts';
import { anIssue, aTopic } from '../../support/issue-builders.ts';

const issue = { ...anIssue([aTopic()]), languages: ['en', 'de'] };

/** A store with these languages that counts how often it is read. */
function store(languages: readonly string[]) {
  const reads: string[] = [];
  return {
    reads,
    async skeleton(_: string, language: string) {
      reads.push(language);
      return languages.includes(language) ? ({ language } as Skeleton) : undefined;
    },
  };
}

describe('the skeleton for a reader', () => {
  it('is that of their language, read once', async () => {
    const issues = store(['en', 'de']);
    const skeletonOf = skeletonsOf(issues);
    await Promise.all([skeletonOf(issue, 'de'), skeletonOf(issue, 'de')]);
    expect((await skeletonOf(issue, 'de')).language).toBe('de');
    expect(issues.reads).toEqual(['de']);
  });

  it('is another one of the issue when that language was not rendered', async () => {
    expect((await skeletonsOf(store(['en', 'de']))(issue, 'fr')).language).toBe('en');
  });

  it('is asked for again after a failed read', async () => {
    let away = true;
    const skeletonOf = skeletonsOf({
      skeleton: async (_, language) => {
        if (away) throw new Error('S3 is away');
        return { language } as Skeleton;
      },
    });
    await expect(skeletonOf(issue, 'en')).rejects.toThrow('S3 is away');
    away = false;
    expect((await skeletonOf(issue, 'en')).language).toBe('en');
  });

  it('that is nowhere is a fault that names the issue', async () => {
    await expect(skeletonsOf(store([]))(issue, 'en')).rejects.toThrow(
      /issue daily.2026-11-24T0700 has no skeleton/,
    );
  });
});
