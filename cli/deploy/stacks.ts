import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  type CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
  type Stack,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { phaseOf, type StackView } from './account-view.ts';

/** A stack of CloudFormation, and what is in it. */
export interface Stacks {
  /** Beside the template in `file`. */
  view(name: string, file: string): Promise<StackView>;
  /** CloudFormation's word for its state; `undefined`: there is none. */
  status(name: string): Promise<string | undefined>;
  outputs(name: string): Promise<Readonly<Record<string, string>>>;
  /** Physical ids of its resources of a type; none when there is no such stack. */
  resources(name: string, type: string): Promise<string[]>;
  /** Lets it be deleted. */
  unprotect(name: string): Promise<void>;
  /** Resolves with the state that CloudFormation leaves it in. */
  settled(name: string): Promise<string | undefined>;
}

const LOOK_EVERY_MS = 3_000;

/** Stacks of the environment's account and region. What AWS answers to a wrong call is thrown as it is. */
export function stacksOf(client: CloudFormationClient, pause: (ms: number) => Promise<void>): Stacks {
  const describe = (name: string) => describeStack(client, name);
  const status = async (name: string) => (await describe(name))?.StackStatus;
  return {
    status,
    async view(name, file) {
      const now = await status(name);
      const phase = phaseOf(now);
      const same = phase !== 'absent' && (await sameTemplate(client, name, file));
      return { name, phase, status: now ?? '', template: same ? 'same' : 'other' };
    },
    async outputs(name) {
      const { Outputs: outputs = [] } = (await describe(name)) ?? {};
      return Object.fromEntries(outputs.map((each) => [each.OutputKey ?? '', each.OutputValue ?? '']));
    },
    async resources(name, type) {
      if (phaseOf(await status(name)) === 'absent') return [];
      const ids: string[] = [];
      for await (const page of paginateListStackResources({ client }, { StackName: name })) {
        for (const { ResourceType, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ??
          []) {
          const there = PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE';
          if (there && ResourceType === type) ids.push(PhysicalResourceId);
        }
      }
      return ids;
    },
    async unprotect(name) {
      await client.send(
        new UpdateTerminationProtectionCommand({ StackName: name, EnableTerminationProtection: false }),
      );
    },
    async settled(name) {
      for (;;) {
        const now = await status(name);
        if (phaseOf(now) !== 'busy') return now;
        await pause(LOOK_EVERY_MS);
      }
    },
  };
}

async function describeStack(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    // CloudFormation has no error of its own for it: a ValidationError whose text says so.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** CloudFormation gives every character beyond ASCII back as a question mark. */
const asTold = (text: string) => text.replace(/[\u{80}-\u{10ffff}]/gu, '?');

/** Whether the stack was made from exactly this file, formatting apart. */
async function sameTemplate(client: CloudFormationClient, name: string, file: string): Promise<boolean> {
  const { TemplateBody: body = '{}' } = await client.send(
    new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }),
  );
  try {
    const wanted: unknown = JSON.parse(asTold(await readFile(file, 'utf8')));
    return isDeepStrictEqual(JSON.parse(asTold(body)), wanted);
  } catch {
    return false;
  }
}
