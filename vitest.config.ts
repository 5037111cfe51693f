import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['node_modules/**', 'test/browser/**', 'test/proxy/**'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Much of the time is spent waiting for sockets: one more at once than this small machine has cores.
    maxWorkers: 3,
  },
});
