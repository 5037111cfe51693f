import { spendEvening } from './evening.ts';
import { judgeEvening } from './judge.ts';
import { planEvening } from './plan.ts';
import { tell } from './trace.ts';

/* Any number of evenings, one after the other: `npm run chaos -- --evenings 500 --seed 1`; `--trace` tells all of one. */

const { values } = (await import('node:util')).parseArgs({
  options: {
    evenings: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
  },
});

const first = Number(values.seed);
const last = first + Number(values.evenings);
const began = performance.now();
let failed = 0;
for (let seed = first; seed < last; seed++) {
  const seen = await spendEvening(planEvening(seed));
  const failures = judgeEvening(seen);
  if (values.trace) process.stdout.write(`${tell(seen)}\n`);
  if (failures.length === 0) continue;
  failed++;
  process.stdout.write(`seed ${seed}\n${failures.map((failure) => `  ${failure}\n`).join('')}`);
}
const seconds = (performance.now() - began) / 1_000;
process.stdout.write(`${last - first} evenings in ${seconds.toFixed(1)} s, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
