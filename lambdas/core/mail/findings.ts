import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import { localName } from '../local-name.ts';
import { contrast } from './colour.ts';

/** Something about an issue that its editor should see before it goes out. */
export interface Finding {
  /** An error makes `briefwire check` fail; a warning is for the editor to judge. */
  readonly level: 'error' | 'warning';
  /** Stable, hyphenated name of the rule, e.g. `image-alt`. */
  readonly rule: string;
  /** What, where, and how to put it right. */
  readonly message: string;
}

/** Phones cut a subject at about 40 to 70 characters; far longer ones are a mark of spam. */
const SUBJECT = { shown: 70, most: 150 };
/** WCAG 2.2, 1.4.3: text up to 24 px. */
const AA = 4.5;

/** Checks an issue and the theme it is set in; `trimmed` as `fitSize` returns it. Errors come first. */
export function findings(issue: Issue, newsletter: Newsletter, trimmed: ReadonlySet<string>): Finding[] {
  const found = [
    ...subjectFindings(issue),
    ...issue.topics.flatMap(topicFindings),
    ...themeFindings(newsletter.theme),
    ...trimFindings(issue, trimmed),
    ...emptySections(issue, newsletter),
  ];
  return found.sort((one, other) => one.level.localeCompare(other.level));
}

function subjectFindings(issue: Issue): Finding[] {
  const subject = issue.subject ?? issue.topics[0]?.headline ?? '';
  const { length } = [...subject];
  if (length <= SUBJECT.shown) return [];
  const long = length > SUBJECT.most;
  return [
    {
      level: long ? 'error' : 'warning',
      rule: 'subject-length',
      message: long
        ? `The subject has ${length} characters; over ${SUBJECT.most} looks like spam. Give the briefing a shorter \`subject\`.`
        : `The subject has ${length} characters; phones show about ${SUBJECT.shown}. Put what matters first.`,
    },
  ];
}

function topicFindings({ headline, image, link, links }: Issue['topics'][number]): Finding[] {
  const found: Finding[] = [];
  const error = (rule: string, message: string) =>
    found.push({ level: 'error', rule, message: `"${headline}": ${message}` });
  if (image && !image.src.startsWith('https://')) {
    error('image-https', `its picture is not at an https address (${image.src}); mail clients block it.`);
  }
  if (image && image.alt.trim() === '') {
    error('image-alt', 'its picture has no description. Say in a few words what it shows (`alt`).');
  }
  for (const href of [link, ...links.map((each) => each.href)]) {
    if (href?.startsWith('http://')) {
      error('http-link', `${href} is not encrypted; mail clients warn about it. Use its https address.`);
    }
  }
  return found;
}

function themeFindings(theme: Newsletter['theme']): Finding[] {
  const pairs = [
    ['ink', 'paper'],
    ['muted', 'paper'],
    ['muted', 'background'],
    ['accent', 'paper'],
    ['accent', 'background'],
    ['inkDark', 'paperDark'],
    ['mutedDark', 'paperDark'],
    ['mutedDark', 'backgroundDark'],
    ['accentDark', 'paperDark'],
    ['accentDark', 'backgroundDark'],
  ] as const;
  return pairs.flatMap(([text, ground]): Finding[] => {
    const ratio = contrast(theme[text], theme[ground]);
    if (ratio >= AA) return [];
    return [
      {
        level: 'error',
        rule: 'contrast',
        message: `theme.${text} on theme.${ground} has a contrast of ${ratio.toFixed(1)}:1; readers need ${AA}:1 (WCAG AA). Darken one or lighten the other.`,
      },
    ];
  });
}

function trimFindings(issue: Issue, trimmed: ReadonlySet<string>): Finding[] {
  return issue.topics
    .filter((topic) => trimmed.has(topic.id))
    .map((topic) => ({
      level: 'warning',
      rule: 'trimmed',
      message: `"${topic.headline}" is cut back to its summary with a link to the rest: the whole mail would be over 100 KB, which Gmail hides.`,
    }));
}

/** Sections that this issue's edition promises and that have no topic. */
function emptySections(issue: Issue, newsletter: Newsletter): Finding[] {
  const edition = newsletter.editions.find((each) => each.id === issue.edition);
  return newsletter.sections
    .filter((section) => edition?.sections?.includes(section.id) ?? true)
    .filter((section) => issue.topics.every((topic) => topic.section !== section.id))
    .map((section) => ({
      level: 'warning',
      rule: 'empty-section',
      message: `The section "${localName(section.title, newsletter.language, 'en')}" has no topic; who reads only that gets no mail.`,
    }));
}
