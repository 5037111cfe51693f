import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'sim/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['node_modules/**', 'src/db/broken-rows.test.ts', 'test/bad-days/**', 'test/browser/**', 'test/proxy/**'],
    // For a hang alone: a busy machine takes its time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A worker goes through many files and loads what they share once: no test may leave anything behind.
    isolate: false,
    // Much of the time is spent waiting for sockets: one more at once than this small machine has cores.
    maxWorkers: 3,
  },
});
