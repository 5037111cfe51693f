import { readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { endOfLink } from '../ports/links.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Seal } from './seal.ts';
import * as shapes from './shapes.ts';

/** The state of a database, without anybody's secrets. */
export const conditionShape = z.object({
  /** Migrations it has been through, and those this Sesh knows. */
  schema: z.object({ applied: z.number(), known: z.number() }),
  bytes: z.number(),
  /** True if SQLite's quick check finds no damage. */
  isSound: z.boolean(),
  sessions: z.object({ lobby: z.number(), live: z.number(), ended: z.number() }),
  links: z.object({
    total: z.number(),
    /** Refused by Spotify for good. */
    dead: z.number(),
    /** Not to be opened with the present SECRET_KEY. */
    locked: z.number(),
    /** Discord ids of people whose consent ends within a month. */
    ending: z.array(z.string()),
  }),
  /** Spotify calls in a rolling day by group of endpoints, and until when Spotify has closed it. */
  calls: z.array(z.object({ group: z.string(), lastDay: z.number(), closedUntil: shapes.moment.nullable() })),
});
export type Condition = z.infer<typeof conditionShape>;

const SOON_DAYS = 30;
const DAY_MS = 86_400_000;
const NO_SESSIONS = { lobby: 0, live: 0, ended: 0 };

const linkRow = z.object({
  user_id: z.string(),
  refresh_token: z.string(),
  authorized_at: shapes.moment,
  dead: z.number(),
});
const phaseRow = z.object({ phase: z.enum(['lobby', 'live', 'ended']), count: z.number() });

/** Returns the condition of a database of any schema, without changing it. */
export function inspectDatabase(client: Database.Database, seal: Seal | null, now: number): Condition {
  const links = hasTable(client, 'links') ? readable(linkRow, client.prepare('select * from links').all()) : [];
  const alive = links.filter(({ dead }) => dead === 0);
  return {
    schema: { applied: appliedIn(client), known: knownMigrations() },
    calls: callsIn(client, now),
    bytes: z
      .number()
      .parse(client.prepare('select page_count * page_size from pragma_page_count, pragma_page_size').pluck().get()),
    isSound: client.pragma('quick_check', { simple: true }) === 'ok',
    sessions: sessionsByPhase(client),
    links: {
      total: links.length,
      dead: links.length - alive.length,
      locked: seal ? alive.filter((link) => !canDecrypt(seal, link)).length : 0,
      ending: alive
        .filter((link) => endOfLink(link.authorized_at) - now < SOON_DAYS * DAY_MS)
        .map((link) => link.user_id),
    },
  };
}

/** Returns the counts of calls as last stored; a running Sesh has newer ones. */
function callsIn(client: Database.Database, now: number): Condition['calls'] {
  if (!hasTable(client, 'call_counts') || !hasTable(client, 'breakers')) return [];
  const rows = client.prepare(
    `select "group", total(calls) as lastDay, max("until") as closedUntil from (
       select "group", calls, null as "until" from call_counts where since > ?
       union all select "group", 0, "until" from breakers
     ) group by "group" order by "group"`,
  );
  return readable(conditionShape.shape.calls.element, rows.all(now - DAY_MS));
}

/** Returns the number of evenings in each phase. */
export function sessionsByPhase(client: Database.Database): Condition['sessions'] {
  if (!hasTable(client, 'sessions')) return NO_SESSIONS;
  const rows = client.prepare('select phase, count(*) as count from sessions group by phase').all();
  return { ...NO_SESSIONS, ...Object.fromEntries(readable(phaseRow, rows).map(({ phase, count }) => [phase, count])) };
}

/** Returns the number of connected accounts that work, and of those that Spotify has refused for good. */
export function countLinks(client: Database.Database): { alive: number; dead: number } {
  const dead = z.number().parse(client.prepare('select count(*) from links where dead').pluck().get());
  return { alive: z.number().parse(client.prepare('select count(*) from links').pluck().get()) - dead, dead };
}

/** Returns the number of migrations applied to a database; 0 if it is new or not ours. */
export function appliedIn(client: Database.Database): number {
  if (!hasTable(client, '__drizzle_migrations')) return 0;
  return z.number().parse(client.prepare('select count(*) from __drizzle_migrations').pluck().get());
}

/** Returns the number of migrations that this version has. */
export function knownMigrations(): number {
  const journal = z.object({ entries: z.array(z.unknown()) });
  return journal.parse(JSON.parse(readFileSync(`${MIGRATIONS}/meta/_journal.json`, 'utf8'))).entries.length;
}

function hasTable(client: Database.Database, name: string): boolean {
  return client.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(name) !== undefined;
}

/** Returns the rows of this shape; damaged ones are skipped. */
function readable<T>(shape: z.ZodType<T>, rows: readonly unknown[]): T[] {
  return rows.flatMap((row) => shapes.readable(shape, row));
}

function canDecrypt(seal: Seal, link: z.infer<typeof linkRow>): boolean {
  try {
    seal.decrypt(link.refresh_token, link.user_id);
    return true;
  } catch {
    return false; // failing to decrypt is the answer
  }
}
