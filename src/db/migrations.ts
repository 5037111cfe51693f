import { fileURLToPath } from 'node:url';

/** The folder of the migrations, oldest first by its journal. */
export const MIGRATIONS = fileURLToPath(new URL('../../drizzle', import.meta.url));
