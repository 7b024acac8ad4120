import { awsKeys } from '../aws-keys.ts';
import { readEnv } from '../env.ts';
import { liveTokens } from '../live-tokens.ts';
import { names } from './env.ts';
import { deliverMailHandler } from './handler.ts';
import { wire } from './wire.ts';

const env = readEnv(names, process.env);
const tokens = liveTokens(awsKeys(env.TOKEN_SECRET_ARN));
const deliver = deliverMailHandler(wire(env, tokens));

/** Entry of the function; see handler.ts. */
export const handler: typeof deliver = async (event, context) => {
  await tokens.refresh();
  return deliver(event, context);
};
