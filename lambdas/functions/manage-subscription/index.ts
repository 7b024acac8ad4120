import { awsKeys } from '../aws-keys.ts';
import { readEnv } from '../env.ts';
import { liveTokens } from '../live-tokens.ts';
import { names } from './env.ts';
import { manageSubscriptionHandler } from './handler.ts';
import { wire } from './wire.ts';

const env = readEnv(names, process.env);
const keys = awsKeys(env.TOKEN_SECRET_ARN);
const tokens = liveTokens(keys);
const deps = await wire(env, tokens, (await keys()).addressKey, import.meta.dirname);
const answer = manageSubscriptionHandler(deps);

/** Entry of the function; see handler.ts. */
export const handler: typeof answer = (event, context) => tokens.refresh().then(() => answer(event, context));
