import { readFileSync, writeFileSync } from 'node:fs';
import { sourceFiles } from './files.js';
import { formatSource, problemsOf } from './format-source.js';

const check = process.argv.includes('--check');
const problems = [];

for (const file of sourceFiles()) {
  const source = readFileSync(file, 'utf8');
  const formatted = formatSource(source);
  if (check && formatted !== source) problems.push(`${file}: not formatted; run \`npm run format\``);
  if (!check && formatted !== source) writeFileSync(file, formatted);
  problems.push(...problemsOf(formatted).map((problem) => `${file}:${problem}`));
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(problems.length === 0 ? 'All files are formatted.\n' : `Problems: ${problems.length}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
