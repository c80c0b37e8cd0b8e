import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { printTable } from '../bench/table.ts';
import { type EvalTask, missingPrograms, readEvalTasks } from './eval-task.ts';
import { type EvalResult, runEvalTask } from './run-task.ts';

const command = new Command('npm run eval --')
  .description('Carries tasks (repository, ticket, hidden tests) through the whole workflow and says which were solved.')
  .argument('[tasks...]', 'names of tasks; all without any')
  .option('--tasks <dir>', 'a folder of tasks of your own, laid out like tests/fixtures/eval')
  .option('--json <file>', 'writes the results as JSON, too')
  .option('--keep', 'keeps checkouts, data and logs, and says where', false)
  .parse();
const options = command.opts<{ tasks?: string; json?: string; keep: boolean }>();

const model = modelOf(process.env);
const results: EvalResult[] = [];
console.log(
  model['STEPWRIGHT_MODEL'] === undefined
    ? 'No model is configured (STEPWRIGHT_MODEL): the scripted model replays the known solutions. This proves the workflow, not a model.'
    : `The model is ${model['STEPWRIGHT_MODEL']}.`,
);
for (const task of chooseTasks(readEvalTasks(options.tasks), command.args)) {
  const missing = missingPrograms(task);
  if (missing.length > 0) {
    console.log(`${task.name}: left out, this machine has no ${missing.join(', ')}`);
    continue;
  }
  const room = mkdtempSync(join(tmpdir(), `stepwright-eval-${task.name}-`));
  const result = await runEvalTask(task, room, model);
  results.push(result);
  console.log(`${task.name}: ${result.verdict.solved ? 'solved' : `not solved\n${result.verdict.output}`}`);
  if (options.keep) console.log(`  kept in ${room}`);
  else rmSync(room, { recursive: true, force: true });
}
const head = ['task', 'language', 'solved', 'status', 'tests', 'turns', 'tokens', 'USD', 'minutes', 'CI fixes', 'files beyond'];
printTable('Tasks through the whole workflow', head, results.map(toRow));
const solved = results.filter(({ verdict }) => verdict.solved).length;
console.log(`\n${solved} of ${results.length} solved`);
if (options.json) writeFileSync(options.json, `${JSON.stringify(results.map(toJson), undefined, 2)}\n`);
process.exitCode = results.length > 0 && solved === results.length ? 0 : 1;

function chooseTasks(tasks: readonly EvalTask[], names: readonly string[]): readonly EvalTask[] {
  const unknown = names.filter((name) => !tasks.some((task) => task.name === name));
  if (unknown.length > 0)
    command.error(`There is no task ${unknown.join(', ')}; there are ${tasks.map(({ name }) => name).join(', ')}.`);
  return names.length === 0 ? tasks : tasks.filter(({ name }) => names.includes(name));
}

/** What of the user's variables chooses the model and opens it. */
function modelOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const chosen = Object.entries(env).filter(([name]) => /^(STEPWRIGHT_MODEL|ANTHROPIC_API_KEY|OPENAI_API_KEY|AWS_)/.test(name));
  return Object.fromEntries(chosen.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function toRow({ task, report, verdict }: EvalResult): string[] {
  const beyond = verdict.beyond.join(' ') || '–';
  const start = [task.name, task.language, verdict.solved ? 'yes' : 'no'];
  if (!report) return [...start, 'no report', '–', '–', '–', '–', '–', '–', beyond];
  const { status, tests, usage, costUsd, seconds, ciRounds } = report;
  const told = tests ? `${tests.after.passed} pass, ${tests.after.failed} fail` : '–';
  const tokens = `${usage.inputTokens} in, ${usage.outputTokens} out`;
  const measured = [String(usage.turns), tokens, costUsd.toFixed(3), (seconds / 60).toFixed(1), String(ciRounds)];
  return [...start, status, told, ...measured, beyond];
}

function toJson({ task, report, verdict }: EvalResult): Readonly<Record<string, unknown>> {
  return { task: task.name, language: task.language, solved: verdict.solved, beyond: verdict.beyond, report: report ?? null };
}
