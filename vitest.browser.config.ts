import { defineConfig } from 'vitest/config';

/** The tests in a real browser: `npm run test:browser`. */
export default defineConfig({
  test: {
    include: ['test/browser/*.test.ts'],
    globalSetup: 'test/browser/setup.ts',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 8_000 } },
  },
});
