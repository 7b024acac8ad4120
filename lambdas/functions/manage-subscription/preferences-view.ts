import type { Context } from 'hono';
import type { AddressFault } from '../../core/subscribers/address.ts';
import type { ChoiceFault } from '../../core/subscribers/choices.ts';
import type { Subscriber } from '../../core/subscribers/subscriber.ts';
import { choicesView, faultText } from './choices-view.ts';
import { type PageKit, readerLanguage, show } from './page-kit.ts';

/** What came of a form that a reader sent. */
export interface Outcome {
  readonly saved?: boolean;
  readonly fault?: ChoiceFault;
  readonly emailFault?: AddressFault | 'same';
  /** The new address as it was typed. */
  readonly typed?: string;
}

const YEAR_MS = 365 * 86_400_000;

/** The page of a reader's choices; 422 when something was wrong with what they sent. */
export function showPreferences(
  kit: PageKit,
  context: Context,
  reader: Subscriber,
  outcome: Outcome = {},
): Response | Promise<Response> {
  const language = readerLanguage(kit, reader);
  const now = kit.clock.now();
  const { fault, emailFault } = outcome;
  const ownPlace = fault === 'no-section';
  return show(
    kit,
    context,
    'preferences',
    language,
    {
      ...choicesView(kit, language, reader, fault),
      ...kit.links.reader(reader, now),
      addressUrl: kit.links.askForAddress(reader, now),
      dataUrl: kit.links.data(reader, now),
      saved: outcome.saved ?? false,
      fault: ownPlace ? '' : faultText(kit, language, fault),
      paused: pauseOf(reader, language, now),
      atOnce: reader.hour === undefined,
      hours: hoursOf(reader, language),
      pausedUntil: reader.pausedUntil ?? '',
      today: dayOf(now, reader.timeZone),
      latest: dayOf(new Date(now.getTime() + YEAR_MS), reader.timeZone),
      email: reader.email,
      typed: outcome.typed ?? '',
      emailFault: faultText(kit, language, emailFault),
    },
    fault || emailFault ? 422 : 200,
  );
}

/** The 24 hours of a day, written as the language does. */
function hoursOf({ hour }: Subscriber, language: string) {
  const write = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone: 'UTC' });
  return Array.from({ length: 24 }, (_, id) => ({
    id: String(id),
    title: write.format(new Date(Date.UTC(2000, 0, 1, id))),
    chosen: id === hour,
  }));
}

/** The end of a pause that lasts still, written out; empty when there is none. */
function pauseOf({ pausedUntil, timeZone }: Subscriber, language: string, now: Date): string {
  if (!pausedUntil || pausedUntil <= dayOf(now, timeZone)) return '';
  const write = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  return write.format(new Date(`${pausedUntil}T00:00:00Z`));
}

/** `YYYY-MM-DD` in that zone; Sweden writes dates as ISO 8601 does. */
function dayOf(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone }).format(at);
}
