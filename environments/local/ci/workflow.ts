import { parse } from 'yaml';
import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const envSchema = z.record(z.string(), scalar).default({});
const textList = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const filterSchema = z.strictObject({
  branches: textList.optional(),
  'branches-ignore': textList.optional(),
  types: textList.optional(),
});
type Filter = z.infer<typeof filterSchema>;

const defaultsSchema = z.strictObject({
  run: z.strictObject({ 'working-directory': z.string().optional(), shell: z.enum(['bash', 'sh']).optional() }),
});

const workflowSchema = z.strictObject({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: z.union([textList, z.record(z.string(), z.unknown())]),
  env: envSchema,
  defaults: defaultsSchema.optional(),
  // Jobs get no token at all, so what a token may do makes no difference.
  permissions: z.unknown().optional(),
  jobs: z.record(z.string(), z.unknown()),
});

const condition = z.union([z.string(), z.boolean().transform(String)]).optional();

const stepSchema = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: condition,
  run: z.string().optional(),
  uses: z.string().optional(),
  with: envSchema,
  env: envSchema,
  'working-directory': z.string().optional(),
  shell: z.enum(['bash', 'sh']).optional(),
  'continue-on-error': z.boolean().default(false),
});
/** A step of a job as it stands in the file. */
export type WorkflowStep = z.infer<typeof stepSchema>;

const jobSchema = z.strictObject({
  name: z.string().optional(),
  needs: textList.default([]),
  'runs-on': z.unknown().optional(),
  if: condition,
  env: envSchema,
  defaults: defaultsSchema.optional(),
  permissions: z.unknown().optional(),
  'timeout-minutes': z.number().positive().default(360),
  steps: z.array(stepSchema).min(1),
});

export interface WorkflowJob {
  readonly key: string;
  readonly name: string;
  readonly needs: readonly string[];
  readonly condition: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly shell: 'bash' | 'sh' | undefined;
  readonly timeoutMinutes: number;
  readonly steps: readonly WorkflowStep[];
  /** Why this runner cannot run the job; it then fails and says so. */
  readonly problems: readonly string[];
}

export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, Filter>>;
  readonly jobs: readonly WorkflowJob[];
}

export type ParsedWorkflow =
  | { readonly type: 'workflow'; readonly workflow: Workflow }
  | { readonly type: 'invalid'; readonly problem: string };

/** Reads a workflow file; what the runner cannot do in a job becomes that job's problem, never a silent difference. */
export function parseWorkflow(path: string, text: string): ParsedWorkflow {
  const document = parseYaml(text);
  if (document.type === 'invalid') return document;
  const file = workflowSchema.safeParse(document.value);
  if (!file.success) return { type: 'invalid', problem: z.prettifyError(file.error) };
  const on = parseTriggers(file.data.on);
  if (on.type === 'invalid') return on;
  const jobs = Object.entries(file.data.jobs).map(([key, value]) => toJob(key, value, file.data));
  const unknown = jobs.flatMap((job) => job.needs.filter((need) => !jobs.some(({ key }) => key === need)));
  if (unknown.length > 0) return { type: 'invalid', problem: `needs an unknown job: ${unknown.join(', ')}` };
  if (hasCycle(jobs)) return { type: 'invalid', problem: 'the jobs need each other in a circle' };
  return { type: 'workflow', workflow: { name: file.data.name ?? path, on: on.value, jobs } };
}

function parseYaml(text: string): { type: 'value'; value: unknown } | { type: 'invalid'; problem: string } {
  try {
    return { type: 'value', value: parse(text) };
  } catch (error) {
    return { type: 'invalid', problem: error instanceof Error ? error.message : String(error) };
  }
}

type Triggers = { type: 'value'; value: Record<string, Filter> } | { type: 'invalid'; problem: string };

function parseTriggers(on: readonly string[] | Record<string, unknown>): Triggers {
  const entries = Array.isArray(on) ? on.map((name: string) => [name, null] as const) : Object.entries(on);
  const value: Record<string, Filter> = {};
  for (const [name, filter] of entries) {
    // Events that never happen here, such as a schedule, need not be understood.
    if (name !== 'push' && name !== 'pull_request') continue;
    const parsed = filterSchema.safeParse(filter ?? {});
    if (!parsed.success) return { type: 'invalid', problem: `on.${name}: ${z.prettifyError(parsed.error)}` };
    value[name] = parsed.data;
  }
  return { type: 'value', value };
}

function toJob(key: string, value: unknown, file: z.infer<typeof workflowSchema>): WorkflowJob {
  const parsed = jobSchema.safeParse(value);
  if (!parsed.success) return toUnsupportedJob(key, value, z.prettifyError(parsed.error));
  const job = parsed.data;
  const defaults = { ...file.defaults?.run, ...job.defaults?.run };
  return {
    key,
    name: job.name ?? key,
    needs: job.needs,
    condition: job.if,
    env: { ...file.env, ...job.env },
    directory: defaults['working-directory'] ?? '.',
    shell: defaults.shell,
    timeoutMinutes: job['timeout-minutes'],
    steps: job.steps,
    problems: job.steps.flatMap(findProblems),
  };
}

function toUnsupportedJob(key: string, value: unknown, problem: string): WorkflowJob {
  const needs = z.looseObject({ needs: textList }).safeParse(value);
  const rest = { condition: undefined, env: {}, directory: '.', shell: undefined, timeoutMinutes: 1, steps: [] };
  return { key, name: key, needs: needs.success ? needs.data.needs : [], ...rest, problems: [problem] };
}

/** Inputs of known actions that make no difference here, or that are honoured. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'actions/checkout': ['fetch-depth', 'persist-credentials', 'clean', 'show-progress'],
  'actions/setup-node': ['node-version', 'node-version-file', 'cache', 'check-latest', 'cache-dependency-path'],
};

function findProblems(step: WorkflowStep): string[] {
  if ((step.run === undefined) === (step.uses === undefined)) return ['a step has either `run` or `uses`'];
  if (step.uses === undefined) return [];
  const inputs = ACTIONS[actionOf(step.uses)];
  if (inputs === undefined) return [`the action ${step.uses} is not available on this runner`];
  const unknown = Object.keys(step.with).filter((name) => !inputs.includes(name));
  return unknown.map((name) => `the input \`${name}\` of ${step.uses ?? ''} is not supported by this runner`);
}

/** An action without its version. */
export function actionOf(uses: string): string {
  return uses.split('@')[0] ?? uses;
}

function hasCycle(jobs: readonly WorkflowJob[]): boolean {
  let left = [...jobs];
  for (;;) {
    const rest = left.filter((job) => job.needs.some((need) => left.some(({ key }) => key === need)));
    if (rest.length === left.length) return rest.length > 0;
    left = rest;
  }
}
