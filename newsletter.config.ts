import { defineNewsletter } from './lambdas/core/config.ts';

/** The one file a publisher edits. `npx briefwire check` says what is wrong with it, all at once. */
export default defineNewsletter({
  name: 'The Morning Wire',
  tagline: {
    en: 'What moved while you slept',
    de: 'Was sich über Nacht bewegt hat',
    ar: 'ما جرى وأنت نائم',
    ja: '眠っている間の動き',
  },
  from: { name: 'The Morning Wire', address: 'wire@example.com' },
  replyTo: 'editor@example.com',
  owner: 'owner@example.com',
  postalAddress: 'The Morning Wire, 1 Example Street, 10115 Berlin, Germany',
  siteUrl: 'https://news.example.com',
  language: 'en',
  timeZone: 'Europe/Berlin',
  sections: [
    { id: 'world', title: { en: 'World', de: 'Welt', ar: 'العالم', ja: '世界' } },
    { id: 'markets', title: { en: 'Markets', de: 'Märkte', ar: 'الأسواق', ja: '市場' } },
    { id: 'science', title: { en: 'Science', de: 'Wissenschaft', ar: 'العلوم', ja: '科学' } },
  ],
  editions: [
    { id: 'daily', title: { en: 'Daily', de: 'Täglich', ar: 'يومية', ja: '毎日' }, cron: '0 7 * * *' },
  ],
  theme: { accent: '#0b5c4a', accentDark: '#6fd6b8' },
});
