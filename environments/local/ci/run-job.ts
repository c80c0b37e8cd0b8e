import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnGit } from '#adapters/git/spawner.ts';
import { type Context, decideCondition, interpolate, UnsupportedExpression } from './expression.ts';
import { type JobRoom, roomsIn, toJobEnvironment } from './job-environment.ts';
import { type JobLog, openJobLog } from './job-log.ts';
import { type CommandEnd, runCommand } from './run-command.ts';
import { actionOf, type WorkflowJob, type WorkflowStep } from './workflow.ts';

export const STEP_CONCLUSIONS = ['success', 'failure', 'skipped', 'cancelled'] as const;
export type StepConclusion = (typeof STEP_CONCLUSIONS)[number];

export const JOB_CONCLUSIONS = ['success', 'failure', 'cancelled', 'timed_out'] as const;
export type JobConclusion = (typeof JOB_CONCLUSIONS)[number];

/** One job to run, as data. */
export interface Job {
  readonly id: number;
  /** Bare repository and the exact commit that is checked out. */
  readonly repositoryPath: string;
  readonly sha: string;
  readonly job: WorkflowJob;
  /** `github.*` values. */
  readonly github: Context;
  readonly logFile: string;
}

export interface RunJobInput {
  readonly job: Job;
  /** Of its own; removed afterwards. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Without a conclusion the step has begun. */
  readonly onStep: (index: number, conclusion: StepConclusion | undefined) => void;
}

interface Running {
  readonly order: Job;
  readonly log: JobLog;
  readonly room: JobRoom;
  readonly signal: AbortSignal;
  readonly deadline: number;
  failed: boolean;
  timedOut: boolean;
}

/** Runs a job; what keeps it from running is said in its log. Undefined when it was aborted. */
export async function runJob({ job: order, directory, signal, onStep }: RunJobInput): Promise<JobConclusion | undefined> {
  const { job } = order;
  const log = openJobLog(order.logFile);
  const room = roomsIn(directory);
  const deadline = Date.now() + job.timeoutMinutes * 60_000;
  const running: Running = { order, log, room, signal, deadline, failed: false, timedOut: false };
  try {
    if (job.problems.length > 0) {
      for (const problem of job.problems) log.error(`This runner cannot run the job \`${job.name}\`: ${problem}`);
      return 'failure';
    }
    for (const path of Object.values(room)) mkdirSync(path, { recursive: true });
    for (const [index, step] of job.steps.entries()) {
      onStep(index, undefined);
      const conclusion = await runStep(running, index, step);
      if (signal.aborted) return undefined;
      onStep(index, conclusion);
    }
  } catch (error) {
    log.error(`The runner failed: ${String(error)}`);
    return signal.aborted ? undefined : 'failure';
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
  if (running.timedOut) return 'timed_out';
  return running.failed ? 'failure' : 'success';
}

async function runStep(running: Running, index: number, step: WorkflowStep): Promise<StepConclusion> {
  const { log } = running;
  try {
    const context = contextOf(running, step);
    if (!decideCondition(step.if, context, { failed: running.failed, cancelled: running.timedOut })) return 'skipped';
    const end = await actStep(running, index, step, context);
    if (end.type === 'exited' && end.code === 0) return 'success';
    log.error(end.type === 'exited' ? `Process completed with exit code ${end.code}.` : `The job ${END_TEXT[end.type]}.`);
    if (end.type === 'timed-out') running.timedOut = true;
  } catch (error) {
    if (!(error instanceof UnsupportedExpression)) throw error;
    log.error(error.message);
  }
  if (step['continue-on-error']) return 'success';
  running.failed = true;
  return 'failure';
}

const GIT_SETTINGS = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' };
const END_TEXT = { 'timed-out': 'has exceeded its maximum execution time', aborted: 'was stopped' } as const;

function contextOf({ order, room }: Running, step: WorkflowStep): Context {
  const fixed: Context = {
    ...order.github,
    'github.workspace': room.workspace,
    'runner.os': 'Linux',
    'runner.temp': room.temp,
  };
  const env: Record<string, string> = {};
  for (const [name, value] of [...Object.entries(order.job.env), ...Object.entries(step.env)]) {
    env[`env.${name}`] = interpolate(value, { ...fixed, ...env });
  }
  return { ...fixed, ...env };
}

async function actStep(running: Running, index: number, step: WorkflowStep, context: Context): Promise<CommandEnd> {
  const { log } = running;
  const done: CommandEnd = { type: 'exited', code: 0 };
  if (step.uses === undefined) return runScript(running, index, step, context);
  log.group(`Run ${step.uses}`);
  if (actionOf(step.uses) === 'actions/checkout') return checkOut(running, step);
  const wanted = step.with['node-version'];
  log.line(`Node ${process.version} of this machine is used${wanted === undefined ? '' : ` (asked for: ${wanted})`}.`);
  return done;
}

async function runScript(running: Running, index: number, step: WorkflowStep, context: Context): Promise<CommandEnd> {
  const { order, log, room } = running;
  const script = interpolate(step.run ?? '', context);
  const file = join(room.temp, `step-${index}.sh`);
  writeFileSync(file, script);
  log.group(`Run ${script.trim().split('\n')[0] ?? ''}`, script.trimEnd());
  const shell = step.shell ?? order.job.shell;
  const flags = shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
  const variables = Object.entries(context).filter(([name]) => name.startsWith('env.'));
  return run(running, {
    command: shell ?? 'bash',
    args: [...flags, file],
    cwd: join(room.workspace, interpolate(step['working-directory'] ?? order.job.directory, context)),
    env: Object.fromEntries(variables.map(([name, value]) => [name.slice('env.'.length), value])),
  });
}

async function checkOut(running: Running, step: WorkflowStep): Promise<CommandEnd> {
  const { repositoryPath, sha } = running.order;
  const depth = step.with['fetch-depth'] ?? '1';
  const options = depth === '0' ? [] : [`--depth=${depth}`];
  const refs = depth === '0' ? [sha, '+refs/heads/*:refs/remotes/origin/*'] : [sha];
  const commands = [
    ['init', '--quiet', '.'],
    ['fetch', '--quiet', '--no-tags', ...options, `file://${repositoryPath}`, ...refs],
    ['-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--force', '--detach', sha],
  ];
  for (const args of commands) {
    const end = await runGit(running, args);
    if (running.signal.aborted) return { type: 'aborted' };
    if (end.type !== 'exited' || end.code !== 0) return end;
  }
  running.log.line(`HEAD is now at ${sha}`);
  return { type: 'exited', code: 0 };
}

async function runGit({ order, log, room, deadline }: Running, args: readonly string[]): Promise<CommandEnd> {
  const env = { ...toJobEnvironment(room, order.github), ...GIT_SETTINGS };
  const timeoutMs = Math.max(deadline - Date.now(), 1);
  const { code, stopped, stdout, stderr } = await spawnGit({ args, cwd: room.workspace, env, timeoutMs });
  log.write(stdout.toString('utf8') + stderr);
  log.endOutput();
  return stopped === undefined ? { type: 'exited', code } : { type: 'timed-out' };
}

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

async function run({ order, log, room, signal, deadline }: Running, command: Command): Promise<CommandEnd> {
  const end = await runCommand({
    ...command,
    env: { ...toJobEnvironment(room, order.github), ...command.env },
    timeLimit: Math.max(deadline - Date.now(), 1),
    signal,
    onOutput: (text) => log.write(text),
  });
  log.endOutput();
  return end;
}
