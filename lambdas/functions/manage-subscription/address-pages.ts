import { Hono } from 'hono';
import { confirmAddressChange, openAddressChange } from '../../core/subscribers/address-change.ts';
import { browserLanguage, gone, type PageKit, readerLanguage, show, visitOf } from './page-kit.ts';
import { mailAddressChanged } from './sign-up-mail.ts';

/** `/a/:token`, the link in the mail to a new address. GET shows a button and changes nothing. */
export function addressPages(kit: PageKit): Hono {
  const app = new Hono();
  app.get('/:token', async (context) => {
    const opened = await openAddressChange(kit, context.req.param('token'));
    if (opened.kind === 'gone') return gone(kit, context);
    return show(kit, context, 'address-change', readerLanguage(kit, opened.reader), { email: opened.email });
  });
  app.post('/:token', async (context) => {
    const changed = await confirmAddressChange(kit, context.req.param('token'), visitOf(kit, context));
    if (changed.kind === 'gone') return gone(kit, context);
    if (changed.kind === 'taken') {
      return show(kit, context, 'address-taken', browserLanguage(context, kit.pages), {}, 409);
    }
    const { reader, previousEmail } = changed;
    await mailAddressChanged(kit, reader, previousEmail);
    const { preferencesUrl } = kit.links.reader(reader, kit.clock.now());
    return show(kit, context, 'address-changed', readerLanguage(kit, reader), { preferencesUrl });
  });
  return app;
}
