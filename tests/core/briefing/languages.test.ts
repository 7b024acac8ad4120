import { describe, expect, it } from 'vitest';
import { collected, cuts, headlines } from './collecting.ts';

describe('a briefing in Arabic', () => {
  const result = collected(
    'افتتحت مدينة الدار البيضاء خط ترام جديدا يربط المطار بوسط المدينة. وتتوقع السلطات أن ينقل 90 ألف راكب يوميا.\n\nشارك\nإعلان\nاقرأ المزيد\n',
  );

  it('has its topics, and its buttons are cut by the same rules as English ones', () => {
    expect(result.language).toBe('ar');
    expect(headlines(result)).toEqual(['افتتحت مدينة الدار البيضاء خط ترام جديدا يربط المطار بوسط المدينة']);
    expect(cuts(result)).toEqual(['3 share-button شارك', '4 advertisement إعلان', '5 read-more اقرأ المزيد']);
  });
});

describe('a briefing in Japanese', () => {
  const result = collected(
    '日本銀行は20日、政策金利を0.75%に引き上げることを決めた。約30年ぶりの高水準となる。\n\n将棋の藤井聡太竜王が21日、竜王戦七番勝負の第4局に勝ち、防衛に王手をかけた。\n\nシェアする\n続きを読む\n広告\n',
  );

  it('has the whole first sentence as a headline while it is short, never only who and when', () => {
    expect(result.language).toBe('ja');
    expect(headlines(result)).toEqual([
      '日本銀行は20日、政策金利を0.75%に引き上げることを決めた',
      '将棋の藤井聡太竜王が21日、竜王戦七番勝負の第4局に勝ち、防衛に王手をかけた',
    ]);
    expect(result.cut.map((each) => each.rule)).toEqual(['share-button', 'read-more', 'advertisement']);
  });
});

describe('a briefing in German', () => {
  it('ends no sentence at "Mrd.", "z. B." or an ordinal', () => {
    const { topics } = collected(
      'Das Kabinett hat am 24. November das Rentenpaket beschlossen. Ökonomen wie Prof. Dr. Lars Müller kritisieren, z. B. in Berlin, die Kosten von 11 Mrd. Euro im Jahr.\n\nDie Bahn fährt wieder. Der Streik der Lokführer ist nach zwei Tagen zu Ende gegangen.',
    );
    expect(topics[0]?.summary).toBe(topics[0]?.body);
  });

  it('makes no headline of what stands before the main clause', () => {
    const [first] = headlines(
      collected(
        'Nach dem Rücktritt des Ministers, der seit Wochen in der Kritik stand, sucht die Partei in Berlin und München einen Nachfolger für ihn.\n\nDie Bahn fährt wieder, und der Streik ist nach zwei Tagen zu Ende gegangen, wie sie sagt.',
      ),
    );
    expect(first).toMatch(/…$/);
  });
});

describe('words that are buttons in another language', () => {
  it.each([
    ['Поделиться', 'share-button'],
    ['Leia mais', 'read-more'],
    ['Lees ook: Waarom de treinen te laat zijn', 'related-link'],
    ['广告', 'advertisement'],
    ['더보기', 'read-more'],
    ['Zapisz się na newsletter', 'subscription-plea'],
  ])('%s is cut as %s', (line, rule) => {
    expect(collected(`${line}\n`).cut).toEqual([{ line: 1, text: line, rule }]);
  });

  it.each([
    'Реклама стала дороже на десять процентов.',
    '广告收入今年增长了百分之十。',
    'Delen van de stad staan onder water.',
  ])('are text in a sentence: %s', (sentence) => {
    const { cut, topics } = collected(sentence);
    expect(cut).toEqual([]);
    expect(topics).toHaveLength(1);
  });
});
