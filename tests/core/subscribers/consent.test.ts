import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendEntry,
  type ConsentEntry,
  type ConsentFacts,
  chainStart,
  verifyChain,
} from '../../../lambdas/core/subscribers/consent.ts';

const ada = 'k7Jp2QxY0aVb3nRt8LwZ1g';
const text = fc.string({ minLength: 1, maxLength: 12 });
const facts: fc.Arbitrary<ConsentFacts> = fc.record(
  {
    type: fc.constantFrom('added', 'confirmed', 'chose', 'unsubscribed', 'suppressed'),
    at: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    source: text,
    consentVersion: fc.integer({ min: 1, max: 9 }),
    wording: text,
    network: text,
    asked: fc.record({ at: text, source: text }),
    proof: fc.record({ how: fc.constantFrom('same-browser', 'button'), token: text }),
    reason: text,
  },
  { requiredKeys: ['type', 'at', 'source', 'consentVersion'] },
);

/** A ledger of these facts, and its end as the profile knows it. */
function aLedger(written: readonly ConsentFacts[], id = ada) {
  const entries: ConsentEntry[] = [];
  for (const each of written) entries.push(appendEntry(entries.at(-1) ?? chainStart(id), each));
  const { n, hash } = entries.at(-1) ?? chainStart(id);
  return { entries, head: { n, hash } };
}

const ledger = fc.array(facts, { minLength: 1, maxLength: 8 }).map((written) => aLedger(written));

describe('a consent ledger', () => {
  it('is sound as it was written, also when nothing was', () => {
    fc.assert(
      fc.property(ledger, ({ entries, head }) => {
        expect(verifyChain(ada, entries, head)).toEqual({ ok: true, entries: entries.length });
      }),
    );
    expect(verifyChain(ada, [], chainStart(ada))).toEqual({ ok: true, entries: 0 });
  });

  it('is sound in whatever order a store gives the fields back', () => {
    fc.assert(
      fc.property(ledger, ({ entries, head }) => {
        const turned = entries.map((entry) => Object.fromEntries(Object.entries(entry).reverse()));
        expect(verifyChain(ada, turned as unknown as ConsentEntry[], head).ok).toBe(true);
      }),
    );
  });

  it('shows that any field of any entry was changed, and which entry', () => {
    fc.assert(
      fc.property(ledger, fc.nat(), fc.nat(), ({ entries, head }, which, field) => {
        const at = which % entries.length;
        const entry = entries[at];
        if (!entry) return;
        const names = Object.keys(entry) as (keyof ConsentEntry)[];
        const name = names[field % names.length] ?? 'at';
        const changed = { ...entry, [name]: typeof entry[name] === 'number' ? 99 : 'changed' };
        const verdict = verifyChain(ada, entries.with(at, changed as ConsentEntry), head);
        expect(verdict).toMatchObject({ ok: false, n: at + 1 });
      }),
    );
  });

  it('shows that a fact was added to an entry or taken from it', () => {
    const { entries, head } = aLedger([
      { type: 'added', at: 'x', source: 'cli', consentVersion: 1, wording: 'en-1' },
    ]);
    const [entry] = entries;
    if (!entry) throw new Error('no entry');
    const { wording: _wording, ...less } = entry;
    expect(verifyChain(ada, [less], head)).toMatchObject({ ok: false, fault: 'changed' });
    expect(verifyChain(ada, [{ ...entry, reason: 'none' }], head)).toMatchObject({ fault: 'changed' });
  });

  it('shows that entries were deleted, wherever they stood, the last ones too', () => {
    fc.assert(
      fc.property(ledger, fc.nat(), fc.nat(), ({ entries, head }, from, count) => {
        const at = from % entries.length;
        const left = entries.toSpliced(at, 1 + (count % (entries.length - at)));
        expect(verifyChain(ada, left, head).ok).toBe(false);
      }),
    );
  });

  it('shows that entries changed places', () => {
    fc.assert(
      fc.property(ledger, fc.nat(), fc.nat(), ({ entries, head }, one, other) => {
        const [a, b] = [one % entries.length, other % entries.length];
        const [x, y] = [entries[a], entries[b]];
        if (a === b || !x || !y) return;
        expect(verifyChain(ada, entries.with(a, y).with(b, x), head).ok).toBe(false);
      }),
    );
  });

  it('shows that entries were made up after its end, or all of it for another person', () => {
    fc.assert(
      fc.property(ledger, facts, ({ entries, head }, more) => {
        const longer = [...entries, appendEntry(head, more)];
        expect(verifyChain(ada, longer, head)).toMatchObject({ ok: false, fault: 'unknown-tail' });
        expect(verifyChain('somebody-else', entries, head).ok).toBe(false);
      }),
    );
  });

  it('shows an entry that was forged with a right hash of its own', () => {
    const written: ConsentFacts[] = [
      { type: 'added', at: 'a', source: 'cli', consentVersion: 1 },
      { type: 'unsubscribed', at: 'b', source: 'pages', consentVersion: 1 },
    ];
    const { entries, head } = aLedger(written);
    const forged = appendEntry(chainStart(ada), { ...(written[0] as ConsentFacts), at: 'c' });
    expect(verifyChain(ada, entries.with(0, forged), head)).toMatchObject({
      ok: false,
      n: 2,
      fault: 'moved',
    });
  });
});
