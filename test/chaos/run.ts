import { parseArgs } from 'node:util';
import { spendEvening } from './evening.ts';
import { judgeEvening } from './judge.ts';
import { planEvening } from './plan.ts';
import { tell } from './trace.ts';

/*
 * Any number of evenings, one after the other: `npm run chaos -- --evenings 500 --seed 1`. `--trace` tells each line by
 * line, `--first` stops at the first that fails, `--except 3,7` leaves seeds out.
 */
const { values } = parseArgs({
  options: {
    evenings: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    except: { type: 'string', default: '' },
  },
});

const from = Number(values.seed);
const except = new Set(values.except.split(',').map(Number));
const seeds = Array.from({ length: Number(values.evenings) }, (_, place) => from + place).filter(
  (seed) => !except.has(seed),
);
const began = performance.now();
const failed: number[] = [];
for (const seed of seeds) {
  const seen = await spendEvening(planEvening(seed));
  const failures = judgeEvening(seen);
  if (values.trace) process.stdout.write(`${tell(seen)}\n`);
  if (failures.length === 0) continue;
  failed.push(seed);
  process.stdout.write(`seed ${seed}\n${failures.map((failure) => `  ${failure}\n`).join('')}`);
  if (values.first) break;
}
const seconds = (performance.now() - began) / 1_000;
process.stdout.write(
  `${seeds.length} evenings in ${seconds.toFixed(1)} s, ${failed.length} failed: ${failed.join(',')}\n`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
