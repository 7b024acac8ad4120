import { Hono } from 'hono';
import { eraseMyData, openMyData } from '../../core/subscribers/my-data.ts';
import { dataView } from './data-view.ts';
import { gone, type PageKit, readerLanguage, SOURCE, show } from './page-kit.ts';

/** `/d/:token`: what is stored about a person, as a page and as a file, and the button that erases it. */
export function dataPages(kit: PageKit): Hono {
  const app = new Hono();
  app.get('/:token', async (context) => {
    const opened = await openMyData(kit, context.req.param('token'));
    if (opened.kind === 'gone') return gone(kit, context);
    const language = readerLanguage(kit, opened.data.subscriber);
    return show(kit, context, 'data', language, dataView(kit, opened.data, language));
  });
  app.get('/:token/export', async (context) => {
    const opened = await openMyData(kit, context.req.param('token'));
    if (opened.kind === 'gone') return gone(kit, context);
    context.header('Content-Disposition', 'attachment; filename="my-data.json"');
    context.header('Content-Type', 'application/json; charset=utf-8');
    return context.body(`${JSON.stringify(opened.data, null, 2)}\n`);
  });
  app.post('/:token/erase', async (context) => {
    const erased = await eraseMyData(kit, context.req.param('token'), SOURCE);
    if (erased.kind === 'gone') return gone(kit, context);
    return show(kit, context, 'erased', readerLanguage(kit, erased.reader));
  });
  return app;
}
