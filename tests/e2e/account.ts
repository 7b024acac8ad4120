import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { aStateDirectory, briefwire, briefwireHere } from '../support/command.ts';
import { openEmulator, REGION } from './emulator.ts';
import { readMail } from './mail.ts';
import { writeConfig } from './settings.ts';
import { accountStacks, ownDomain } from './stacks.ts';
import type { EndToEnd } from './system.ts';

/** These are nobody's: whatever should reach AWS itself is refused there. */
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The newsletter deployed into an emulated AWS account; what SES sends ends in an SMTP server here. */
export async function anAccount(): Promise<EndToEnd> {
  const emulator = await openEmulator();
  const files = await aStateDirectory();
  const aws = {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    // No profile of the machine's owner.
    AWS_CONFIG_FILE: join(files.path, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(files.path, 'no-credentials'),
    ...(emulator.certificate && {
      NODE_EXTRA_CA_CERTS: emulator.certificate,
      // The cdk command looks here alone.
      AWS_CA_BUNDLE: emulator.certificate,
    }),
  };
  const client = { endpoint: emulator.endpoint, region: REGION, credentials: CREDENTIALS };
  const stacks = accountStacks(client);
  let config = '';
  let site = '';

  const here = () => ['--aws', '--config', config];
  const run = (...words: string[]) => briefwire([...words, ...here()], { ...aws, TMPDIR: files.path });
  const worked = async (...words: string[]) => {
    const { code, stderr } = await run(...words);
    if (code !== 0) throw new Error(`briefwire ${words[0]} ended with ${code}:\n${stderr.slice(-4_000)}`);
  };

  return {
    async deploy(settings) {
      config = await writeConfig(files.path, settings);
      if (site === '') await ownDomain(client);
      await worked('deploy', '--yes');
      site = await stacks.output('PagesUrl');
    },
    destroy: (data) => worked('destroy', '--yes', ...(data === 'deleted' ? ['--delete-data'] : [])),
    site: () => site,
    async drop(file) {
      const [Bucket, Body] = [await stacks.output('BucketName'), await readFile(file)];
      await new S3Client(client).send(new PutObjectCommand({ Bucket, Key: `inbox/${basename(file)}`, Body }));
    },
    mailsTo: (address) => Promise.all(emulator.sink.to(address).map((raw) => readMail(raw))),
    async report(event) {
      const TopicArn = await stacks.feedbackTopic();
      await new SNSClient(client).send(new PublishCommand({ TopicArn, Message: JSON.stringify(event) }));
    },
    async fireSlot(slot) {
      const FunctionName = await stacks.output('PublishFunctionName');
      const Payload = JSON.stringify(slot);
      const answer = await new LambdaClient(client).send(new InvokeCommand({ FunctionName, Payload }));
      return JSON.parse(answer.Payload?.transformToString() ?? '{}');
    },
    run,
    look: (...words) => briefwireHere([...words, '--json', ...here()], aws),
    stored: () => stacks.stored(),
    async complaints() {
      const log = await emulator.log();
      const lines = log.split('\n').filter((line) => /ERROR|Traceback|"level":"(warn|error)"/.test(line));
      return lines.slice(-20).join('\n');
    },
    async stop() {
      await emulator.stop();
      await files.remove();
    },
  };
}
