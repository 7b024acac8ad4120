import type { Briefing, CollectedBriefing } from '../lambdas/core/briefing/topic.ts';
import { collectBriefing } from '../lambdas/core/collect-briefing.ts';
import type { Newsletter } from '../lambdas/core/config.ts';

/** Cuts a briefing into topics with the newsletter's sections and language. */
export function collect(briefing: Briefing, newsletter: Newsletter): CollectedBriefing {
  return collectBriefing(briefing, {
    sections: newsletter.sections,
    defaultSection: newsletter.sections[0]?.id ?? '',
    language: newsletter.language,
  });
}
