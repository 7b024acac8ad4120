import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchChromium, openMail } from '../../tests/support/chromium.ts';
import { sampleMail } from './sample-mail.ts';

/** `npm run sample` makes the files beside this one: the sample issue, and pictures of it. */
const PICTURES = [
  { name: 'light.png', colorScheme: 'light', width: 800, height: 1180 },
  { name: 'dark.png', colorScheme: 'dark', width: 800, height: 1180 },
  { name: 'phone.png', colorScheme: 'light', width: 375, height: 812 },
] as const;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const { eml, html, text } = await sampleMail();
await writeFile(here('issue.eml'), eml);
await writeFile(here('issue.html'), html);
await writeFile(here('issue.txt'), text);
const browser = await launchChromium();
for (const { name, ...window } of PICTURES) {
  const page = await openMail(browser, html, { ...window, scale: 2 });
  await page.screenshot({ path: here(name) });
}
await browser.close();
process.stdout.write(
  `docs/sample: issue.html, issue.txt, issue.eml, ${PICTURES.map((each) => each.name).join(', ')}\n`,
);
