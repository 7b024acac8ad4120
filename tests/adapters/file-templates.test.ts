import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadTemplates } from '../../lambdas/adapters/file-templates.ts';
import { findTemplate, templateNames } from '../../lambdas/core/mail/template-set.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'templates-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
}

test('templates and locales are read by their path, a README is not, and line ends are LF', async () => {
  await write('email/issue.mjml.hbs', '<mjml>\r\n</mjml>');
  await write('locales/en.json', '{}');
  await write('custom/README.md', '# Your own');
  expect([...(await loadTemplates(folder))]).toEqual([
    ['email/issue.mjml.hbs', '<mjml>\n</mjml>'],
    ['locales/en.json', '{}'],
  ]);
});

test('a file of the same name in custom/ wins and is the one that a fault would name', async () => {
  await write('partials/footer.mjml.hbs', 'ours');
  await write('partials/head.mjml.hbs', 'ours');
  await write('custom/partials/footer.mjml.hbs', 'theirs');
  const templates = await loadTemplates(folder);
  expect(findTemplate(templates, 'partials/footer.mjml.hbs')).toEqual({
    file: 'templates/custom/partials/footer.mjml.hbs',
    source: 'theirs',
  });
  expect(findTemplate(templates, 'partials/head.mjml.hbs')?.source).toBe('ours');
  expect(templateNames(templates, 'partials/', '.mjml.hbs')).toEqual([
    'partials/footer.mjml.hbs',
    'partials/head.mjml.hbs',
  ]);
});

test('a folder that is not there is named', async () => {
  await expect(loadTemplates(join(folder, 'none'))).rejects.toThrow(/The templates in .*none cannot be read/);
});
