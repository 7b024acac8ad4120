import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import { isArchived } from '../mail/issue-facts.ts';
import type { TemplateSet } from '../mail/template-set.ts';
import type { Archive } from './archive.ts';
import { entryOf } from './entry.ts';
import { type ArchiveRenderer, archiveRenderer } from './frame.ts';
import { issuePage } from './issue-page.ts';
import { archiveLists } from './lists.ts';

export interface ArchiveDeps {
  readonly archive: Archive;
  readonly newsletter: Newsletter;
  readonly templates: TemplateSet;
}

/** As often as another publication may come in between; each of them makes the lists of both. */
const ROUNDS = 5;

/**
 * Puts a frozen issue into the archive, once: its page, then the lists and feeds. Repeating it mends what a death in between
 * left undone. Does nothing for an issue that gets no page. Throws TemplateFault, and when the store cannot be written.
 */
export async function archiveIssue(deps: ArchiveDeps, issue: Issue): Promise<void> {
  const { archive, newsletter, templates } = deps;
  if (!isArchived(newsletter, issue)) return;
  const before = await archive.entries();
  const previous = before.find((each) => each.id !== issue.id && each.publishedAt <= issue.frozenAt);
  const entry = entryOf(issue, newsletter);
  const renderer = archiveRenderer(templates, newsletter);
  await archive.add(entry, issuePage(renderer, issue, entry, previous));
  await rebuildLists(archive, renderer);
}

/** Takes an issue out of the archive; does nothing when it is not in it. */
export async function unarchiveIssue(deps: ArchiveDeps, id: string): Promise<void> {
  const { archive, newsletter, templates } = deps;
  if (await archive.remove(id)) await rebuildLists(archive, archiveRenderer(templates, newsletter));
}

/**
 * Lists and feeds of all entries. Two at the same time end with the lists of both: whoever wrote looks again afterwards, and
 * writes everything anew if an entry has come or gone.
 */
async function rebuildLists(archive: Archive, renderer: ArchiveRenderer): Promise<void> {
  let entries = await archive.entries();
  for (let round = 1; ; round += 1) {
    await archive.saveLists(archiveLists(renderer, entries), { all: round > 1 });
    const now = await archive.entries();
    if (idsOf(now) === idsOf(entries)) return;
    if (round === ROUNDS) throw new Error('the archive changed again and again while its lists were made');
    entries = now;
  }
}

const idsOf = (entries: readonly { readonly id: string }[]) => entries.map((each) => each.id).join('\n');
