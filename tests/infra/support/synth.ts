import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { forEachFunction } from '../../../infra/functions.ts';
import { type Product, product } from '../../../infra/product.ts';
import { type Newsletter, type NewsletterInput, parseNewsletter } from '../../../lambdas/core/config.ts';

const NEWSLETTER: NewsletterInput = {
  name: 'The Test Wire',
  from: { name: 'The Test Wire', address: 'wire@news.example.org' },
  owner: 'owner@example.org',
  postalAddress: 'The Test Wire, 1 Example Street, 10115 Berlin',
  siteUrl: 'https://news.example.org',
  language: 'en',
  timeZone: 'Europe/Berlin',
  sections: [{ id: 'world', title: 'World' }],
  sources: [{ id: 'harbour', url: 'https://harbour.example/feed' }],
  editions: [
    { id: 'daily', title: 'Daily', cron: '0 7 * * 1-5' },
    { id: 'weekly', title: 'Weekly', cron: '30 18 * * 0', timeZone: 'America/New_York' },
  ],
};

/** A valid config of two editions in two zones. */
export function testNewsletter(changes: Partial<NewsletterInput> = {}): Newsletter {
  return parseNewsletter({ ...NEWSLETTER, ...changes });
}

/** The product with a line of code in place of each bundle, so that no test bundles anything. */
export function testProduct(changes: Partial<NewsletterInput> = {}, stage?: string): Product {
  return product({
    stage,
    newsletter: testNewsletter(changes),
    code: forEachFunction(() => Code.fromInline('export const handler = () => {};')),
  });
}

export interface Templates {
  readonly data: Template;
  readonly app: Template;
}

/** Both stacks as CloudFormation would get them. */
export function synthesize(changes: Partial<NewsletterInput> = {}, stage?: string): Templates {
  const { data, stack } = testProduct(changes, stage);
  return { data: Template.fromStack(data), app: Template.fromStack(stack) };
}

/** A resource as it stands in a template. */
export interface FoundResource {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is free-form JSON; the expectations say what it has to hold
  readonly properties: any;
}

/** The resources of a type whose logical id starts with `prefix`. */
export function resources(template: Template, type: string, prefix = ''): FoundResource[] {
  return Object.entries(template.findResources(type))
    .filter(([id]) => id.startsWith(prefix))
    .map(([id, resource]) => ({ id, properties: resource['Properties'] }));
}

/** The only such resource; throws when there are none or several. */
export function resource(template: Template, type: string, prefix = ''): FoundResource {
  const found = resources(template, type, prefix);
  if (found.length !== 1 || !found[0]) {
    throw new Error(
      `${found.length} resources of ${type} start with "${prefix}": ${found.map((each) => each.id)}`,
    );
  }
  return found[0];
}
