/** One line of what the bench prints. */
export type Figure = {
  what: string;
  unit: 'calls' | 'edits' | 'songs' | 'presses' | 'ms' | 's' | 'MB' | '%';
  /** At most this much; null where nothing is aimed at. */
  aim: number | null;
  /** Null where it was not, or cannot be, measured. */
  sesh: number | null;
  /** The baseline, in the same run. */
  usual: number | null;
};

export function renderTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    isMissed(figure) ? '✗' : ' ',
    figure.what,
    figure.aim === null ? '' : `≤ ${amount(figure.aim, figure.unit)}`,
    amount(figure.sesh, figure.unit),
    amount(figure.usual, figure.unit),
  ]);
  const head = ['', 'figure', 'aim', 'Sesh', 'the usual way'];
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

/** Small numbers with one decimal, if they have any. */
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
