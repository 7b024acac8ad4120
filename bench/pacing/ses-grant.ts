import { serve } from '../../cli/local/server.ts';
import { sesApp } from '../../cli/local/ses/app.ts';
import { openDesk } from '../../cli/local/ses/endpoint.ts';
import { faultPlan } from '../../cli/local/ses/faults.ts';

/**
 * The local SES in a process of its own, with the rate that the first word grants and enforces. It keeps no message, since
 * a minute at 500 a second would be a gigabyte of them. Prints its address as one line of JSON.
 */
const desk = openDesk({ maxPerSecond: Number(process.argv[2]), max24Hour: -1 });
const { store } = desk;
const nothing = new Uint8Array();
const forgetful: typeof store = {
  ...store,
  accept: (mail, ...rest) => store.accept({ ...mail, raw: nothing }, ...rest),
};
const { url } = await serve(sesApp({ ...desk, store: forgetful }, faultPlan()), 0);
process.stdout.write(`${JSON.stringify({ endpoint: url })}\n`);
