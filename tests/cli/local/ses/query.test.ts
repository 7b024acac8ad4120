import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resultAnswer } from '../../../../cli/local/ses/answers.ts';
import { parseQuery } from '../../../../cli/local/ses/query.ts';

/** Writes parameters as AWS's Query protocol does. */
const encode = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

describe('the parameters of a call', () => {
  it('are lists in the order of their numbers, not of the body', () => {
    const query = parseQuery('D.member.10=j&D.member.2=b&D.member.1=a&Dx.member.1=no&D.member.x=no');
    expect(query.list('D')).toEqual(['a', 'b', 'j']);
  });

  it('are structures', () => {
    const query = parseQuery('Tags.member.1.Name=issue&Tags.member.1.Value=d&Tags.member.2.Name=a%26b');
    expect(query.structures('Tags').map((tag) => [tag.text('Name'), tag.text('Value')])).toEqual([
      ['issue', 'd'],
      ['a&b', undefined],
    ]);
  });

  it('come back as they were, whatever is in them', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 20 }), (action, values) => {
        const body = encode([
          ['Action', action],
          ...values.map((value, at) => [`L.member.${at + 1}`, value] as const),
        ]);
        const query = parseQuery(body);
        expect(query.action).toBe(action);
        expect(query.list('L')).toEqual(values);
      }),
    );
  });

  it('never make it fail', () => {
    fc.assert(fc.property(fc.string(), (body) => void parseQuery(body).structures('L')));
    expect(parseQuery('__proto__=1&constructor=2').text('__proto__')).toBe('1');
  });
});

it('an answer is well-formed XML whatever text is in it', async () => {
  const said = await resultAnswer('SendRawEmail', {
    MessageId: 'a<b>&"\u0000\ud800\r',
    List: ['x', 'y'],
  }).text();
  expect(said).toContain(
    '<SendRawEmailResult><MessageId>a&#60;b&#62;&#38;&#34;\ufffd\ufffd&#13;</MessageId><List><member>x</member><member>y</member></List></SendRawEmailResult>',
  );
});
