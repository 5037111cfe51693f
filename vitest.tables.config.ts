import { defineConfig } from 'vitest/config';
import unit from './vitest.config.ts';

/** The long tables and the evenings of chance, whole: `npm run test:tables`. */
export default defineConfig({
  test: {
    ...unit.test,
    include: [
      'src/db/broken-rows.test.ts',
      'src/session/fairness.test.ts',
      'src/spotify/budget-promises.test.ts',
      'test/chaos/chaos.test.ts',
      'test/stories/grid-{live,quiet,silent}.test.ts',
    ],
    provide: { tables: 'whole' },
  },
});
