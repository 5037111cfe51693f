import { WAYS, type Way } from './other-ways.ts';

/** One line of the printed table, with what was measured of the simpler bots in the same run. */
export type Figure = {
  label: string;
  unit: 'calls' | 'edits' | 'songs' | 'presses' | 'ms' | 's' | 'MB' | '%';
  /** At most this much; null where nothing is aimed at. */
  aim: number | null;
  /** Null where it was not, or cannot be, measured. */
  sesh: number | null;
} & PerWay<number | null>;

export type PerWay<T> = Partial<Record<Way, T>>;

const TITLES: Record<Way, string> = { usual: 'the usual way', queueing: 'song by queue', ahead: 'three ahead' };

/** Measures each of the simpler bots in the same way, one after the other. */
export async function measureEveryWay<T>(measure: (way: Way) => Promise<T>): Promise<Record<Way, T>> {
  const measured: PerWay<T> = {};
  for (const way of WAYS) measured[way] = await measure(way);
  return measured as Record<Way, T>;
}

/** Returns one number of each measurement. */
export function valueOfEach<T>(measured: Record<Way, T>, read: (measured: T) => number): PerWay<number> {
  return Object.fromEntries(WAYS.map((way) => [way, read(measured[way])]));
}

export function renderTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    isMissed(figure) ? '✗' : ' ',
    figure.label,
    figure.aim === null ? '' : `≤ ${amount(figure.aim, figure.unit)}`,
    amount(figure.sesh, figure.unit),
    ...WAYS.map((way) => amount(figure[way] ?? null, figure.unit)),
  ]);
  const head = ['', 'figure', 'aim', 'Sesh', ...WAYS.map((way) => TITLES[way])];
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}

function isMissed({ aim, sesh }: Figure): boolean {
  return aim !== null && sesh !== null && sesh > aim;
}

/** Formats a value; small ones with one decimal. */
function amount(value: number | null, unit: Figure['unit']): string {
  if (value === null) return '–';
  const isPlain = Number.isInteger(value) || Math.abs(value) >= 100;
  return `${isPlain ? Math.round(value) : value.toFixed(value < 10 ? 2 : 1).replace(/\.?0+$/, '')} ${unit}`;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The smallest value that so many percent do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
