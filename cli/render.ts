import { z } from 'zod';

const taskSchema = z.object({
  task_id: z.string(),
  status: z.string(),
  step: z.string().nullable(),
  title: z.string(),
  repo: z.string().nullable(),
  pr_url: z.string().nullable(),
  turns: z.number(),
  cost_usd: z.number(),
  max_budget_usd: z.number(),
  duration_seconds: z.number(),
  outcome: z.string().nullable(),
  error: z.object({ code: z.string(), remedy: z.string() }).nullable(),
  approval: z.object({ plan: z.number(), plan_url: z.string(), decision: z.unknown() }).nullish(),
  question: z.object({ text: z.string() }).nullish(),
});
export type ShownTask = z.infer<typeof taskSchema>;

/** Reads a task as the API shows it. */
export function readTask(answer: unknown): ShownTask {
  return taskSchema.parse(answer);
}

/** A task in a few lines. */
export function renderTask(answer: unknown): string {
  const task = readTask(answer);
  const spent = `$${task.cost_usd.toFixed(2)} of $${task.max_budget_usd}, ${task.turns} turns, ${task.duration_seconds} s`;
  const lines = [renderLine(answer), [task.repo, task.pr_url].filter(Boolean).join('  '), spent, ...waitsFor(task)];
  return [...lines, task.outcome ?? '', task.error ? `${task.error.code}: ${task.error.remedy}` : ''].filter(Boolean).join('\n');
}

function waitsFor({ approval, question, status }: ShownTask): string[] {
  if (status === 'awaiting_approval' && approval) return [`waits for a decision on plan ${approval.plan}: ${approval.plan_url}`];
  return question ? [`waits for an answer: ${question.text}`] : [];
}

/** A task in one line. */
function renderLine(answer: unknown): string {
  const { task_id, status, step, title } = readTask(answer);
  return `${task_id}  ${status}${step === null ? '' : ` (${step})`}  ${title}`;
}

const listSchema = z.object({ tasks: z.array(z.unknown()), next_token: z.string().nullable() });

export function renderTasks(answer: unknown): string {
  const { tasks, next_token: next } = listSchema.parse(answer);
  return [...(tasks.length === 0 ? ['No task.'] : tasks.map(renderLine)), ...more(next)].join('\n');
}

const eventsSchema = z.object({
  events: z.array(z.object({ at: z.string(), type: z.string(), detail: z.record(z.string(), z.unknown()) })),
  next_token: z.string().nullable(),
});

/** What of an event fits into a line. */
const TOLD = ['step', 'agent', 'tool', 'status', 'message', 'summary', 'text', 'title', 'reason', 'outcome'];

export function renderEvents(answer: unknown): string {
  const { events, next_token: next } = eventsSchema.parse(answer);
  const lines = events.map(({ at, type, detail }) => {
    const told = TOLD.flatMap((name) => (typeof detail[name] === 'string' ? [detail[name].replaceAll('\n', ' ')] : []));
    return `${at.slice(11, 19)} ${type} ${told.join(' · ')}`.trimEnd().slice(0, 200);
  });
  return [...lines, ...more(next)].join('\n');
}

function more(next: string | null): string[] {
  return next === null ? [] : [`There is more: --next ${next}`];
}

/** What became of a command, and the task it is about. */
export function renderTold(answer: unknown): string {
  const { message, task } = z.object({ message: z.string(), task: z.unknown() }).parse(answer);
  return `${message}\n${renderLine(task)}`;
}

const webhookSchema = z.object({ webhook_id: z.string(), name: z.string(), status: z.string(), secret: z.string().optional() });

export function renderWebhook(answer: unknown): string {
  const { webhook_id: id, name, status, secret } = webhookSchema.parse(answer);
  const line = `${id}  ${status}  ${name}`.trimEnd();
  return secret === undefined ? line : `${line}\nsecret, shown this once: ${secret}`;
}

export function renderWebhooks(answer: unknown): string {
  const { webhooks } = z.object({ webhooks: z.array(z.unknown()) }).parse(answer);
  return webhooks.length === 0 ? 'No webhook.' : webhooks.map(renderWebhook).join('\n');
}
