import { createRequire } from 'node:module';

export type { GetColumnData, SQL } from 'drizzle-orm';
export type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
export type { SQLiteColumn, SQLiteTable as Table } from 'drizzle-orm/sqlite-core';

/*
 * Drizzle's CommonJS build. It is the same code, but for each of the hundred modules of the other build Node reads
 * drizzle's package.json anew, and that has 176 kB: docs/decisions/066.
 */
const load = createRequire(import.meta.url);

// `require` returns `any`; drizzle declares the same types for both builds.
const orm = load('drizzle-orm') as typeof import('drizzle-orm');
const core = load('drizzle-orm/sqlite-core') as typeof import('drizzle-orm/sqlite-core');
const driver = load('drizzle-orm/better-sqlite3') as typeof import('drizzle-orm/better-sqlite3');
const migrator = load('drizzle-orm/better-sqlite3/migrator') as typeof import('drizzle-orm/better-sqlite3/migrator');

export const { and, asc, eq, getTableColumns, getTableName, gt, lt, ne, notInArray, or, sql } = orm;
export const { getTableConfig, index, integer, primaryKey, SQLiteTable, sqliteTable, text, union, uniqueIndex } = core;
export const { drizzle } = driver;
export const { migrate } = migrator;
