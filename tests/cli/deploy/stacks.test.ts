import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stacksOf } from '../../../cli/deploy/stacks.ts';

/** A CloudFormation that answers with these, by the name of the command. */
function cloudFormation(answers: Record<string, () => unknown>): CloudFormationClient {
  const client = new CloudFormationClient({ region: 'eu-central-1' });
  client.send = async (command: { constructor: { name: string } }) =>
    answers[command.constructor.name]?.() as never;
  return client;
}

const noSuchStack = () => {
  throw Object.assign(new Error('Stack with id Briefwire-App does not exist'), { name: 'ValidationError' });
};

describe('a stack beside what would be deployed', () => {
  let home: string;
  let file: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'briefwire-template-'));
    file = join(home, 'app.json');
    writeFileSync(file, JSON.stringify({ Description: 'Sends "Brüssel heute"', Resources: {} }, null, 1));
  });
  afterAll(() => rmSync(home, { recursive: true }));

  const viewOf = (status: string, template: string) => {
    const client = cloudFormation({
      DescribeStacksCommand: () => ({ Stacks: [{ StackStatus: status }] }),
      GetTemplateCommand: () => ({ TemplateBody: template }),
    });
    return stacksOf(client, async () => undefined).view('Briefwire-App', file);
  };

  it.each([
    ['{"Resources":{},"Description":"Sends \\"Brüssel heute\\""}', 'same'],
    // As CloudFormation tells it.
    ['{"Resources":{},"Description":"Sends \\"Br?ssel heute\\""}', 'same'],
    ['{"Resources":{"Queue":{}},"Description":"Sends \\"Br?ssel heute\\""}', 'other'],
    ['Resources: {}', 'other'],
  ])('%s is the %s template', async (body, template) => {
    expect(await viewOf('UPDATE_COMPLETE', body)).toEqual({
      name: 'Briefwire-App',
      phase: 'ready',
      status: 'UPDATE_COMPLETE',
      template,
    });
  });

  it('is absent where CloudFormation knows of none, and no error', async () => {
    const stacks = stacksOf(cloudFormation({ DescribeStacksCommand: noSuchStack }), async () => undefined);
    expect(await stacks.view('Briefwire-App', file)).toMatchObject({ phase: 'absent', template: 'other' });
    expect(await stacks.outputs('Briefwire-App')).toEqual({});
    expect(await stacks.resources('Briefwire-App', 'AWS::SES::EmailIdentity')).toEqual([]);
  });

  it('is waited for until CloudFormation has left it alone', async () => {
    const told = ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'];
    const client = cloudFormation({
      DescribeStacksCommand: () => ({ Stacks: [{ StackStatus: told.shift() }] }),
    });
    let pauses = 0;
    const stacks = stacksOf(client, async () => {
      pauses += 1;
    });
    expect(await stacks.settled('Briefwire-App')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(pauses).toBe(2);
  });
});
