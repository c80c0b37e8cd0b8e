import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Bundle, ENTRY_FILE } from './bundle.ts';
import { weigh } from './weigh.ts';
import type { Artifacts } from './write-bundles.ts';

const RUNS = 3;
const HEAVIEST = 4;
const HEADER = ['bundle', 'zip KiB', 'cold KiB', 'lazy KiB', 'import ms', 'what weighs most (KiB)'];

/** A table of what was bundled: sizes, time of a cold import on this machine, and which package weighs what. */
export function reportBundles(bundles: readonly Bundle[], artifacts: Artifacts, outdir: string): string {
  const rows = bundles.map((bundle) => {
    const { name } = bundle.entry;
    const { cold, lazy, packages } = weigh(bundle);
    const heaviest = packages.slice(0, HEAVIEST).map(([from, bytes]) => `${from} ${kib(bytes)}`);
    // An agent's module is its server: importing it would start it.
    const time = name.startsWith('agents-') ? '–' : importTime(join(outdir, 'bundles', name, ENTRY_FILE)).toFixed(0);
    return [name, kib(artifacts[name]?.size ?? 0), kib(cold), kib(lazy), time, heaviest.join(', ')];
  });
  return toTable([HEADER, ...rows]);
}

function kib(bytes: number): string {
  return (bytes / 1_024).toFixed(0);
}

/** Median milliseconds that a fresh process takes to import the file. */
function importTime(file: string): number {
  const script = `const t=performance.now();await import(${JSON.stringify(`file://${file}`)});console.log(performance.now()-t);process.exit()`;
  const times = Array.from({ length: RUNS }, () => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    return Number(stdout);
  });
  return times.toSorted((one, other) => one - other)[Math.floor(RUNS / 2)] ?? Number.NaN;
}

function toTable(rows: readonly (readonly string[])[]): string {
  const widths = HEADER.map((_title, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number): boolean => column === 0 || column === HEADER.length - 1;
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}
