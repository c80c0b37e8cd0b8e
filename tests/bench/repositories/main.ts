import { parseArgs } from 'node:util';
import { InputError } from '#domain/errors.ts';
import { printTable } from '../table.ts';
import { benchOrganisation, CUTS, type Recall } from './bench-organisation.ts';
import type { Organisation } from './organisation.ts';
import { openOrganisation } from './open-organisation.ts';
import { sampleOrganisation } from './sample-organisation.ts';

const { positionals } = parseArgs({ allowPositionals: true });
try {
  if (positionals.length === 0) await bench('a made-up organisation', sampleOrganisation());
  for (const directory of positionals) await bench(directory, await openOrganisation(directory));
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(`${error.message}\n${error.remedy}`);
  process.exitCode = 1;
}

async function bench(name: string, organisation: Organisation): Promise<void> {
  const { repositories, tickets, named, unnamed, requests } = await benchOrganisation(organisation);
  show(`${name}: ${tickets} tickets, ${repositories} repositories`, named);
  show('the same without the names of the repositories and their packages', unnamed);
  const counts = Object.entries(requests).map(([kind, count]) => `${count.toFixed(1)} ${kind}`);
  console.log(`requests per ticket: ${counts.join(', ')}`);
}

function show(title: string, recall: Recall): void {
  const rows = Object.entries(recall).map(([ranking, values]) => [ranking, ...values]);
  printTable(title, ['', ...CUTS.map((cut) => `recall@${cut}`)], rows);
}
