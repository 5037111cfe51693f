import { unhandledPromises } from './unhandled-promises.ts';

/* Part of `npm run check`: names every promise of the project that nobody hears of when it rejects. */
const found = unhandledPromises(process.cwd());
for (const place of found) process.stderr.write(`${place}\n  nobody hears of it when this promise rejects\n`);
process.exitCode = found.length > 0 ? 1 : 0;
