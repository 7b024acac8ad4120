import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { briefwireHere } from '../support/command.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { type AwsEndpoint, awsEndpoint } from './aws-endpoint.ts';

const anna = 'anna+news@example.com';

describe.skipIf(!dynamoAvailable)('subscribers unsuppress --aws', () => {
  let dynamo: TestDynamo;
  let aws: AwsEndpoint;
  const run = (...words: string[]) => briefwireHere(['--aws', 'subscribers', ...words], aws.env);

  beforeAll(async () => {
    dynamo = await startDynamo();
    aws = await awsEndpoint(dynamo.endpoint, (await dynamo.table()).name);
  });
  afterAll(async () => {
    await aws?.stop();
    await dynamo?.stop();
  });
  beforeEach(() => {
    aws.refusal = undefined;
    aws.suppressed.clear();
  });

  /** An address that was erased is suppressed here; SES may have it on a list of its own. */
  async function suppressedHere(): Promise<void> {
    expect(await run('add', anna, '--confirmed')).toMatchObject({ code: 0 });
    expect(await run('erase', anna, '--yes')).toMatchObject({ code: 0 });
  }

  it('lifts an address here, and takes it off the list of Amazon SES', async () => {
    await suppressedHere();
    aws.suppressed.add(anna).add('other@example.com');
    const ran = await run('unsuppress', anna);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('Amazon SES forgot it too.') });
    expect([...aws.suppressed]).toEqual(['other@example.com']);
    expect((await run('show', anna)).code).toBe(1);
  });

  it('says so where Amazon SES had not listed it', async () => {
    await suppressedHere();
    const ran = await run('unsuppress', anna, '--json');
    expect(ran.json()).toMatchObject({ kind: 'lifted', clearedAtSes: false });
  });

  it('clears what Amazon SES alone had listed', async () => {
    aws.suppressed.add(anna);
    expect(await run('unsuppress', anna)).toMatchObject({ code: 0 });
    expect(aws.suppressed.size).toBe(0);
    const again = await run('unsuppress', anna);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('Nor by Amazon SES') });
  });

  it('says what is left to do where Amazon SES refuses, and does it when repeated', async () => {
    await suppressedHere();
    aws.suppressed.add(anna);
    aws.refusal = { status: 403, code: 'AccessDeniedException' };
    const refused = await run('unsuppress', anna);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /lifted here, but Amazon SES .*AccessDeniedException.*run the command again/,
    );
    aws.refusal = undefined;
    expect(await run('unsuppress', anna)).toMatchObject({ code: 0 });
    expect(aws.suppressed.size).toBe(0);
  });
});
