import { readFileSync } from 'node:fs';
import { sourceFiles } from './files.js';
import { scan } from './scan.js';

const RULES = [
  { name: 'no-var', pattern: /\bvar\s/, message: 'use const or let' },
  { name: 'eqeqeq', pattern: /[^=!<>]==[^=]|!=[^=]/, message: 'compare with === or !==' },
  { name: 'no-console', pattern: /\bconsole\./, message: 'a library does not write to the console' },
  { name: 'no-debugger', pattern: /\bdebugger\b/, message: 'left over from debugging' },
];

/** The source with strings, regular expressions and comments blanked out, line by line. */
function codeLines(source) {
  const isCode = (piece) => piece.kind === 'code' || piece.kind === 'template';
  return scan(source)
    .map((piece) => (isCode(piece) ? piece.text : piece.text.replace(/[^\n]/g, '_')))
    .join('')
    .split('\n');
}

/** Names imported by a file and never mentioned again. */
function unusedImports(lines) {
  const code = lines.join('\n');
  return [...code.matchAll(/^import \{([^}]*)\}/gm)]
    .flatMap((match) => match[1].split(','))
    .map((name) => name.trim().split(' as ').at(-1))
    .filter((name) => name !== '' && code.split(new RegExp(`\\b${name}\\b`)).length === 2);
}

function problemsOf(file) {
  const lines = codeLines(readFileSync(file, 'utf8'));
  const broken = lines.flatMap((line, at) => {
    const rules = RULES.filter((rule) => rule.pattern.test(line));
    return rules.map((rule) => `${file}:${at + 1}: ${rule.name}: ${rule.message}`);
  });
  const unused = unusedImports(lines);
  return [...broken, ...unused.map((name) => `${file}:1: no-unused-imports: ${name} is never used`)];
}

const problems = sourceFiles().flatMap(problemsOf);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(problems.length === 0 ? 'No problems.\n' : `Problems: ${problems.length}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
