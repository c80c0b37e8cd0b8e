import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printTable } from '../table.ts';
import { benchRepository, type BenchedRepository } from './bench-repository.ts';
import { CUTS } from './measure.ts';
import { writeSampleRepository } from './sample-repository.ts';

const HEAD = ['', ...CUTS.map((cut) => `recall@${cut}`), ...CUTS.map((cut) => `all@${cut}`)];

const { values, positionals } = parseArgs({ options: { tickets: { type: 'string', default: '100' } }, allowPositionals: true });
if (positionals.length === 0) await benchSample();
for (const directory of positionals) await bench(directory, directory);

async function benchSample(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'stepwright-sample-'));
  try {
    writeSampleRepository(directory);
    await bench(directory, 'the sample repository');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function bench(directory: string, name: string): Promise<void> {
  const found = await stat(directory).catch(() => undefined);
  const result = found?.isDirectory()
    ? await benchRepository(directory, Number(values.tickets)).catch(() => undefined)
    : undefined;
  if (result) show(name, result);
  else {
    console.error(`${name} has no commits that look like fixes or features: it must be a git checkout with history.`);
    process.exitCode = 1;
  }
}

function show(name: string, { tickets, files, found, indexMs, updateMs, queryMs }: BenchedRepository): void {
  const rows = Object.entries(found).map(([ranking, { recall, allGold }]) => [ranking, ...recall, ...allGold]);
  printTable(`${name}: ${tickets} tickets, ${files} files`, HEAD, rows);
  const [index, update, query] = [indexMs, updateMs, queryMs].map((ms) => `${Math.round(ms)} ms`);
  console.log(`index ${index} per 1,000 files, ${update} to the next commit; query ${query} (medians)`);
}
