import { type Context, Hono } from 'hono';
import { type Decided, type DraftHead, decideDraft, openDraft } from '../../core/gate/decide.ts';
import { draftOfToken } from '../../core/gate/draft-link.ts';
import { localName } from '../../core/local-name.ts';
import { formOf } from './form.ts';
import { type PageKit, show } from './page-kit.ts';

const SAID: Readonly<Record<string, 'approved' | 'stopped'>> = { approve: 'approved', stop: 'stopped' };

/** `/i/:token`, the link in a draft's mail to its editor. GET shows findings and two buttons, and changes nothing. */
export function draftPages(kit: PageKit): Hono {
  const app = new Hono();
  app.get('/:token', async (context) => {
    const id = draftOfToken(kit.tokens, context.req.param('token'), kit.clock.now());
    if (id === undefined) return noDraft(kit, context);
    const opened = await openDraft(kit, id);
    return opened.kind === 'draft' ? showDraft(kit, context, opened.draft) : noDraft(kit, context, opened);
  });
  app.post('/:token', async (context) => {
    const id = draftOfToken(kit.tokens, context.req.param('token'), kit.clock.now());
    if (id === undefined) return noDraft(kit, context);
    const form = await formOf(context);
    const said = SAID[form.text('say')];
    const version = Number(form.text('version'));
    // Whatever else is posted here, as by a mail program that thinks it could unsubscribe, does nothing.
    if (!said || !Number.isInteger(version) || version < 1)
      return show(kit, context, 'refused', kit.pages.language([]), {}, 400);
    const decided = await decideDraft(kit, id, said, { by: 'link', version });
    if (decided.kind === 'no-draft') return noDraft(kit, context, decided);
    return showDraft(kit, context, decided.draft, decided.kind === 'changed');
  });
  return app;
}

function showDraft(
  kit: PageKit,
  context: Context,
  { id, edition: editionId, approval }: DraftHead,
  changed = false,
): Response | Promise<Response> {
  const language = kit.pages.language([]);
  const { phrase } = kit.pages.locale(language);
  const { newsletter } = kit;
  const edition = newsletter.editions.find((each) => each.id === editionId);
  const timeZone = edition?.timeZone ?? newsletter.timeZone;
  const when = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'full', timeStyle: 'short' }).format(
    new Date(approval.releaseAt),
  );
  const titleOf = (section: string) =>
    localName(
      newsletter.sections.find((each) => each.id === section)?.title ?? section,
      language,
      newsletter.language,
    );
  return show(
    kit,
    context,
    'draft',
    language,
    {
      changed,
      standing: phrase(standing(approval, kit.clock.now()), { when: `${when} (${timeZone})` }),
      issue: id,
      version: approval.version,
      topics: approval.topics.map(({ section, headline }) => ({ section: titleOf(section), headline })),
      findings: approval.findings.map(({ level, message }) => ({
        level: phrase(level === 'error' ? 'pages.draft.error' : 'pages.draft.warning'),
        message,
      })),
      mayApprove: approval.said !== 'approved',
      mayStop: approval.said !== 'stopped',
    },
    changed ? 409 : 200,
  );
}

function standing({ said, mode, releaseAt }: DraftHead['approval'], now: Date): string {
  const past = now.toISOString() >= releaseAt;
  if (said === 'stopped') return 'pages.draft.stopped';
  if (said === 'approved') return past ? 'pages.draft.approvedLate' : 'pages.draft.approved';
  if (mode === 'required') return past ? 'pages.draft.late' : 'pages.draft.ask';
  return past ? 'pages.draft.soon' : 'pages.draft.early';
}

function noDraft(
  kit: PageKit,
  context: Context,
  known?: Extract<Decided, { kind: 'no-draft' }>,
): Response | Promise<Response> {
  const issue = known?.issue?.id ?? '';
  return show(kit, context, 'no-draft', kit.pages.language([]), { issue }, 404);
}
