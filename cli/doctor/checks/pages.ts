import type { AccountFacts, PageFacts } from '../facts.ts';
import { failed, type Line, lineOf, passed, type Verdict } from '../line.ts';

/** Whether readers reach the pages that mails link to. */
export function pageLines({ pages, newsletter }: AccountFacts): Line[] {
  const title = { id: 'pages.reachable', group: 'pages' as const };
  return [
    lineOf(title, pages, reachable),
    lineOf({ id: 'pages.placeholder', group: 'pages' }, { known: true, value: newsletter }, (each) => {
      const left = [
        ['from.address', each.from.address],
        ['owner', each.owner],
        ['siteUrl', each.siteUrl],
        ['postalAddress', each.postalAddress],
      ].flatMap(([name = '', value = '']) =>
        /\bexample\.(com|org|net)\b|\bExample Street\b/i.test(value) ? [name] : [],
      );
      return left.length === 0
        ? passed('The config has values of your own.')
        : failed(
            `Values of the sample are still in the config: ${left.join(', ')}.`,
            'Write yours in newsletter.config.ts and deploy.',
          );
    }),
  ];
}

function reachable(pages: readonly PageFacts[]): Verdict {
  const wrong = pages.filter(({ status }) => status === undefined || status >= 400);
  if (wrong.length === 0) return passed(`The pages answer: ${pages.map(({ url }) => url).join(', ')}.`);
  const says = wrong.map(({ url, status, code }) => `${url}: ${status ?? code ?? 'no answer'}`).join('; ');
  const gone = wrong.some(({ status }) => status === undefined);
  return failed(
    `Readers cannot reach ${says}. Nobody can unsubscribe there.`,
    gone
      ? 'Check the name in the DNS and the certificate of `aws.domain`; `npx briefwire deploy` prints its records.'
      : 'Read the logs of manage-subscription; a 403 or 404 means that the name leads to something else.',
  );
}
