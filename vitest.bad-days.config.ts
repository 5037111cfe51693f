import { defineConfig } from 'vitest/config';
import unit from './vitest.config.ts';

/** Whatever can go wrong, and the long tables and the evenings of chance, whole: `npm run test:bad-days`. */
export default defineConfig({
  test: {
    ...unit.test,
    include: [
      'test/bad-days/**/*.test.ts',
      'src/db/broken-rows.test.ts',
      'src/session/fairness.test.ts',
      'src/spotify/budget-promises.test.ts',
      'test/chaos/chaos.test.ts',
      'test/stories/grid-{live,quiet,silent}.test.ts',
    ],
    exclude: ['node_modules/**'],
    provide: { tables: 'whole' },
  },
});
