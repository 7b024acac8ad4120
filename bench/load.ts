/** Prints how long a bundle takes to load in this process; the environment holds what its function asks for. */
const bundle = process.argv[2];
if (bundle === undefined) throw new Error('name a bundle');
const began = performance.now();
await import(bundle);
process.stdout.write(`${JSON.stringify({ ms: performance.now() - began })}\n`);
process.exit(0);
