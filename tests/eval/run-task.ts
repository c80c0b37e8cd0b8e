import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openBedrock } from '#environments/local/bedrock/server.ts';
import { serve } from '#environments/local/http/serve.ts';
import { runLocal } from '../e2e/environment.ts';
import type { EvalTask } from './eval-task.ts';
import { git, judge, type Verdict } from './judge.ts';
import { solutionScripts } from './solution-scripts.ts';

const counts = z.object({ passed: z.int(), failed: z.int() });

/** What `npm start -- --exit` prints as its last line. */
const reportSchema = z.object({
  taskId: z.string(),
  status: z.string(),
  pr: z.object({ headSha: z.string() }).nullable(),
  tests: z.object({ after: counts }).nullable(),
  usage: z.object({ turns: z.int(), inputTokens: z.int(), outputTokens: z.int() }),
  ciRounds: z.int(),
  costUsd: z.number(),
  seconds: z.number(),
});
type Report = z.infer<typeof reportSchema>;

export interface EvalResult {
  readonly task: EvalTask;
  /** Undefined when the environment did not get so far as to report. */
  readonly report: Report | undefined;
  readonly verdict: Verdict;
}

/** Carries one task through the whole local environment, with the user's model or with its known solution as the model. */
export async function runEvalTask(task: EvalTask, room: string, model: Readonly<Record<string, string>>): Promise<EvalResult> {
  const [repo, data] = [join(room, task.name), join(room, 'data')];
  prepareRepository(task, repo);
  const args = ['--yes', '--exit', '--port', '0', '--data', data, '--repo', repo, '--ticket', join(task.directory, 'ticket.md')];
  const scripted = model['STEPWRIGHT_MODEL'] === undefined ? await serveSolution(task) : undefined;
  try {
    const { stdout, stderr } = await runLocal(args, scripted?.env ?? model);
    writeFileSync(join(room, 'output.txt'), `${stdout}${stderr}`);
    const report = readReport(stdout);
    if (!report?.pr) return { task, report, verdict: { solved: false, beyond: [], output: lastLines(stdout, stderr) } };
    const bare = join(data, 'github', 'repositories', 'local', `${task.name}.git`);
    const clone = join(room, 'judged');
    mkdirSync(clone);
    return { task, report, verdict: judge(task, { bare, headSha: report.pr.headSha }, clone) };
  } finally {
    await scripted?.close();
  }
}

function prepareRepository(task: EvalTask, repo: string): void {
  cpSync(join(task.directory, 'repo'), repo, { recursive: true });
  git(repo, 'init', '--quiet', '--initial-branch=main');
  git(repo, 'add', '--all');
  git(repo, '-c', 'user.name=Eval', '-c', 'user.email=eval@example.org', 'commit', '--quiet', '--message', 'As it is');
}

/** The known solution behind Bedrock's own protocol: the agents see a model like any other. */
async function serveSolution(task: EvalTask): Promise<{ env: Record<string, string>; close: () => Promise<void> }> {
  const server = await serve(openBedrock({ scripts: solutionScripts(task) }).app);
  const env = {
    STEPWRIGHT_MODEL: 'bedrock:anthropic.claude-opus-4-6-v1',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: server.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'scripted',
    AWS_SECRET_ACCESS_KEY: 'scripted',
  };
  return { env, close: () => server.close() };
}

function readReport(stdout: string): Report | undefined {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  return line.startsWith('{') ? reportSchema.parse(JSON.parse(line)) : undefined;
}

function lastLines(...outputs: readonly string[]): string {
  return outputs.join('\n').trimEnd().split('\n').slice(-10).join('\n');
}
