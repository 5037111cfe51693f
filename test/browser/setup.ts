import { existsSync, mkdirSync, rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';

const INSTALLED_BY_DEBIAN = '/usr/bin/chromium';
/** For people to look at; begun anew each time. */
const SCREENSHOTS = 'test/browser/screenshots';

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: string;
    screenshots: string;
  }
}

/** Finds the browser, once for all tests. */
export function setup(project: TestProject): void {
  // biome-ignore lint/style/noProcessEnv: where the browser lies is a matter of the computer that tests
  const path = process.env.CHROMIUM_PATH ?? INSTALLED_BY_DEBIAN;
  if (!existsSync(path)) {
    process.stderr.write(
      `There is no Chromium at ${path}: install it with "apt-get update && apt-get install -y chromium", or say in CHROMIUM_PATH where it is.\n`,
    );
    process.exit(1);
  }
  rmSync(SCREENSHOTS, { recursive: true, force: true });
  mkdirSync(SCREENSHOTS, { recursive: true });
  project.provide('chromium', path);
  project.provide('screenshots', SCREENSHOTS);
}
