import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['node_modules/**', 'test/browser/**', 'test/proxy/**'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
