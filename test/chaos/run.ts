import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { planEvening } from './draw-plan.ts';
import { spendEvening } from './evening.ts';
import { FEATURES } from './features.ts';
import { judgeEvening } from './judge.ts';
import type { Plan } from './plan.ts';
import { failsLike, shrink } from './shrink.ts';
import { tell } from './trace.ts';

/*
 * Any number of evenings, one after the other: `npm run chaos -- --evenings 500 --seed 1`. `--trace` tells each line by
 * line, `--first` stops at the first that fails, `--except 3,7` leaves seeds out, `--twice` spends each once more and
 * compares the two line by line. `--shrink` leaves out of a plan that fails whatever it does not need, and writes the rest
 * to `test/chaos/plans`, where `npm test` spends it from then on; `--plan FILE` spends a plan from there, `--kept` all of them.
 * `--without fade,closeTab` leaves out what evenings may otherwise have in them.
 */
const { values } = parseArgs({
  options: {
    evenings: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    except: { type: 'string', default: '' },
    twice: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
    plan: { type: 'string' },
    kept: { type: 'boolean', default: false },
    without: { type: 'string', default: '' },
  },
});

const PLANS = 'test/chaos/plans';
const from = Number(values.seed);
const except = new Set(values.except.split(',').map(Number));
const without = new Set(values.without.split(','));
const allowed = FEATURES.filter((feature) => !without.has(feature));
const files = values.kept ? readdirSync(PLANS).map((file) => `${PLANS}/${file}`) : (values.plan ?? []);
const kept = [files].flat().map((file) => JSON.parse(readFileSync(file, 'utf8')) as Plan);
const plans = kept.length > 0 ? kept : drawn();
const began = performance.now();
const failed: number[] = [];
for (const plan of plans) {
  const seen = await spendEvening(plan);
  const failures = judgeEvening(seen);
  if (values.trace) process.stdout.write(`${tell(seen)}\n`);
  if (values.twice && tell(await spendEvening(plan)) !== tell(seen)) failures.push('chance: a second evening differs');
  if (failures.length === 0) continue;
  failed.push(plan.seed);
  process.stdout.write(`seed ${plan.seed}\n${failures.map((failure) => `  ${failure}\n`).join('')}`);
  if (values.shrink) await keep(plan, failures);
  if (values.first) break;
}
const seconds = (performance.now() - began) / 1_000;
process.stdout.write(
  `${plans.length} evenings in ${seconds.toFixed(1)} s, ${failed.length} failed: ${failed.join(',')}\n`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

function drawn(): Plan[] {
  const seeds = Array.from({ length: Number(values.evenings) }, (_, place) => from + place);
  return seeds.filter((seed) => !except.has(seed)).map((seed) => planEvening(seed, allowed));
}

async function keep(plan: Plan, failures: readonly string[]): Promise<void> {
  const smallest = await shrink(plan, failsLike(failures));
  const file = `${PLANS}/${plan.seed}.json`;
  writeFileSync(file, `${JSON.stringify(smallest, null, 2)}\n`);
  process.stdout.write(`  ${smallest.steps.length} of ${plan.steps.length} steps spoil it: ${file}\n`);
}
