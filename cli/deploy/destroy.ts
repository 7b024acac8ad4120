import { CloudFormationClient, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { agreed } from '../agreed.ts';
import { askingAws } from '../aws-trouble.ts';
import type { Context } from '../context.ts';
import { WorkFailed } from '../output.ts';
import { phaseOf } from './account-view.ts';
import { deleteBucket, deleteSecret, deleteTable } from './delete-data.ts';
import { type Account, openAccount } from './observe.ts';

export interface DestroyOptions {
  readonly yes?: boolean;
  readonly deleteData?: boolean;
}

/** What keeps data, by type, and how it is deleted; each may be gone already. */
const DATA = [
  ['AWS::DynamoDB::Table', deleteTable],
  ['AWS::S3::Bucket', deleteBucket],
  ['AWS::SecretsManager::Secret', deleteSecret],
] as const;

/**
 * Takes the newsletter out of the account. Repeating it goes on where it ended: data go before the stack that knows their
 * names. Throws WorkFailed when CloudFormation cannot delete a stack.
 */
export async function destroy(context: Context, { yes, deleteData }: DestroyOptions): Promise<void> {
  const { aws } = await context.newsletter();
  const [app, data] = [`${aws.stackPrefix}-App`, `${aws.stackPrefix}-Data`];
  const account = await openAccount();
  const output = context.output();
  const there = async (name: string) =>
    phaseOf(await askingAws(name, () => account.stacks.status(name))) !== 'absent';
  const [hasApp, hasData] = [await there(app), await there(data)];
  const kept = hasData && !deleteData;
  if (!hasApp && (!hasData || !deleteData)) {
    return output.result(
      { deleted: [], kept: kept ? [data] : [] },
      `There is no ${app} in account ${account.account}, ${account.region}.${kept ? ` The data (${data}) are still there; --delete-data deletes them.` : ''}`,
    );
  }
  const where = `account ${account.account}, ${account.region}`;
  const question = deleteData
    ? `Delete the newsletter AND all its readers, consents, suppressions, issues and keys from ${where}? Links in mails that were sent stop working.`
    : `Delete ${app} from ${where}? Nothing is sent any more and the pages go away; ${data} keeps readers, issues and keys.`;
  if (!yes && !(await agreed(question, ''))) {
    return output.result({ deleted: [], kept: [app, data] }, 'Nothing was changed.');
  }
  const deleted: string[] = [];
  if (hasApp) {
    await deleteStack(account, app, output.note);
    deleted.push(app);
  }
  if (hasData && deleteData) {
    for (const [type, remove] of DATA) {
      for (const id of await account.stacks.resources(data, type)) {
        output.note(`Deleting ${id}.`);
        await askingAws(id, () => remove(id));
        deleted.push(id);
      }
    }
    await askingAws(data, () => account.stacks.unprotect(data));
    await deleteStack(account, data, output.note);
    deleted.push(data);
  }
  output.result(
    { deleted, kept: kept ? [data] : [] },
    kept
      ? `Deleted ${app}. Readers, issues and keys are kept in ${data}: \`npx briefwire deploy\` finds them again.`
      : `Deleted ${deleted.join(', ')}. Its DNS records, and addresses that were verified one by one, are yours to remove.`,
  );
}

async function deleteStack(account: Account, name: string, say: (text: string) => void): Promise<void> {
  say(`Deleting stack ${name}.`);
  await askingAws(name, async () => {
    await account.stacks.settled(name);
    await new CloudFormationClient({}).send(new DeleteStackCommand({ StackName: name }));
  });
  const status = await account.stacks.settled(name);
  if (phaseOf(status) !== 'absent') {
    throw new WorkFailed(
      `CloudFormation could not delete ${name} (${status}): its events in the console say why. Then run this again.`,
    );
  }
}
