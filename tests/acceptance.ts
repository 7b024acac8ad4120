import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';

/**
 * Runs the command on a real briefing, as a person would, and checks what comes out. Word: a plain-text briefing of five
 * paragraphs, 19 sentences and two lines of junk at its end ("Share.", "Exit mobile version"). Not part of `npm test`:
 * `.ci/run` calls it with the customer's own briefing.
 */
const briefing = process.argv[2];
if (briefing === undefined) throw new Error('name the briefing');
const launcher = fileURLToPath(new URL('../cli/launch.mjs', import.meta.url));
const briefwire = (...words: string[]) =>
  execFileSync(process.execPath, [launcher, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const done = (what: string) => process.stdout.write(`  ok  ${what}\n`);

interface Topics {
  readonly topics: readonly {
    headline: string;
    headlineSource: string;
    body: string;
    summary: string;
    id: string;
  }[];
  readonly cut: readonly { line: number; text: string; rule: string }[];
}
const sentencesOf = (text: string) =>
  [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)]
    .map(({ segment }) => segment.trim())
    .filter(Boolean);

const source = readFileSync(briefing, 'utf8');
const { topics, cut } = JSON.parse(briefwire('topics', briefing, '--json')) as Topics;
assert.equal(topics.length, 5);
done('5 topics');
assert.deepEqual(
  cut.map(({ text }) => text),
  ['Share.', 'Exit mobile version'],
);
assert.ok(cut.every(({ rule, line }) => /^[a-z-]+$/.test(rule) && line > 0));
done('exactly two lines are cut, each with its rule');
const prose = source
  .split('\n')
  .filter((line) => !['Share.', 'Exit mobile version'].includes(line.trim()))
  .join('\n');
const told = topics.map(({ body }) => body).join('\n\n');
assert.equal(told.replace(/\s+/g, ' ').trim(), prose.replace(/\s+/g, ' ').trim());
assert.equal(prose.split(/\n\s*\n/).flatMap(sentencesOf).length, 19);
done('all 19 sentences are kept, in order');
for (const { headline } of topics) {
  const words = headline.split(/\s+/);
  assert.ok(words.length >= 3 && words.length <= 14, headline);
  assert.ok(!/\b(the|a|an|of|to|and|or|in|on|for|with|is|are|was)$|[,;:]$/i.test(headline), headline);
}
assert.equal(new Set(topics.map(({ headline }) => headline)).size, 5);
done(`5 headlines: ${topics.map(({ headline }) => headline).join(' | ')}`);

const out = mkdtempSync(join(tmpdir(), 'briefwire-acceptance-'));
try {
  briefwire('render', briefing, '--out', out);
  const raw = readFileSync(join(out, 'issue.eml'));
  const wire = raw.toString('latin1');
  const html = readFileSync(join(out, 'issue.html'), 'utf8');
  const text = readFileSync(join(out, 'issue.txt'), 'utf8');
  const same = (value: string | undefined | false) =>
    (value || '').replaceAll('\r\n', '\n').replace(/\n$/, '');
  const [node, postal] = [await simpleParser(raw), await PostalMime.parse(raw)];
  for (const parsed of [node, postal]) {
    assert.equal(same(parsed.html), same(html));
    assert.equal(same(parsed.text), same(text));
  }
  done('mailparser and postal-mime read the HTML and text that stand beside the mail');
  assert.ok(!/\r(?!\n)|(?<!\r)\n/.test(wire));
  assert.ok(wire.split('\r\n').every((line) => line.length <= 998));
  assert.ok(!/[\u0080-\uffff]/.test(wire.slice(0, wire.indexOf('\r\n\r\n'))));
  done('no bare CR or LF, no line over 998, 7-bit headers');
  const head = wire.slice(0, wire.indexOf('\r\n\r\n'));
  assert.equal(head.match(/^List-Unsubscribe: <https:\/\/[^<>]+>$/gim)?.length, 1);
  assert.equal(head.match(/^List-Unsubscribe:/gim)?.length, 1);
  assert.equal(head.match(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/gim)?.length, 1);
  done('one List-Unsubscribe with one https URI, and its List-Unsubscribe-Post');
  const bytes = Buffer.byteLength(html);
  assert.ok(bytes < 40_000, `${bytes} bytes`);
  done(`HTML of ${bytes} bytes`);
  const wordsOf = (value: string) => value.match(/[\p{L}\p{N}]+/gu) ?? [];
  const seen = new Set(wordsOf(text));
  const shown = wordsOf(
    html.replace(/<(style|head|title)[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]+>|&[a-z#0-9]+;/gi, ' '),
  );
  const kept = shown.filter((word) => seen.has(word)).length / shown.length;
  assert.ok(kept >= 0.98, `only ${kept}`);
  const links = [...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  );
  assert.deepEqual(
    links.filter((link) => !text.includes(link)),
    [],
  );
  done(`the text part holds ${(kept * 100).toFixed(1)} % of the words and all ${links.length} links`);
} finally {
  rmSync(out, { recursive: true });
}
