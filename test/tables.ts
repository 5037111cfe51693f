import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    tables?: 'whole';
  }
}

/** Whether tables are gone through whole (`npm run test:bad-days`), or in a part that stands for them (`npm test`). */
export const IS_WHOLE = inject('tables') === 'whole';
