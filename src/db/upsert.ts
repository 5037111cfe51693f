import type { Db } from './open.ts';
import { type GetColumnData, getTableName, type SQLiteColumn, type Table } from './orm.ts';

type Columns = Record<string, SQLiteColumn>;
type UpsertRow<C extends Columns> = { [Name in keyof C]: GetColumnData<C[Name]> };

/**
 * Prepares the statement that inserts a row, or writes over the one that has the same `key`, and returns the function that
 * runs it. Columns that are not named keep what they have; in a new row they get their default. Drizzle would put the
 * statement together anew for every row.
 */
export function prepareUpsert<C extends Columns>(
  db: Db,
  table: Table,
  { columns, key }: { columns: C; key: SQLiteColumn[] },
): (row: UpsertRow<C>) => void {
  const written = Object.entries(columns);
  const names = written.map(([, column]) => quoted(column));
  const statement = db.$client.prepare(`
    insert into "${getTableName(table)}" (${names.join(', ')}) values (${names.map(() => '?').join(', ')})
    on conflict (${key.map(quoted).join(', ')}) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
  `);
  return (row) => void statement.run(written.map(([property, column]) => encoded(column, row[property])));
}

function quoted({ name }: SQLiteColumn): string {
  return `"${name}"`;
}

/** Returns what SQLite stores: null is no value, also where the column holds JSON, which has a null of its own. */
function encoded(column: SQLiteColumn, value: unknown): unknown {
  return value === null ? null : column.mapToDriverValue(value);
}
