/** Prints rows as an aligned table; numbers to the right. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cells = [head, ...rows.map((row) => row.map(toText))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  '));
  console.log(`\n${title}\n${lines.join('\n')}`);
}

function toText(cell: string | number): string {
  return typeof cell === 'number' ? cell.toFixed(cell >= 100 ? 0 : 2) : cell;
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** The value below which this share (0–1) of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
