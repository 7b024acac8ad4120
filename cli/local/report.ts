import type { Report } from '../../lambdas/core/ports.ts';

/** A report as a line of JSON on stderr, an error with its stack: for who was given no better place. */
export const reportToStderr: Report = ({ error, ...rest }) => {
  const detail = error instanceof Error ? (error.stack ?? error.message) : error;
  process.stderr.write(`${JSON.stringify({ ...rest, ...(detail === undefined ? {} : { detail }) })}\n`);
};
