import type { Approval } from '#domain/approval.ts';
import type { Task } from '#domain/task.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { type Answer, askApproval, toApprovalText } from '../terminal/ask.ts';
import { toTimelineLine } from '../terminal/timeline.ts';
import { awaitTask, followTask } from './follow.ts';

/** What the demo needs of the environment; it acts as people do, through the vendors' own ways in. */
export interface DemoWorld {
  readonly store: TaskStore;
  /** Files the ticket and answers its key. */
  fileTicket(): Promise<string>;
  /** Types `/agent <text>` in Slack as the approver; answers what Slack showed. */
  say(text: string): Promise<string>;
  print(line: string): void;
}

export interface DemoResult {
  readonly task: Task;
  readonly events: readonly TaskEvent[];
}

const WEBHOOK_TIMEOUT_MS = 30_000;

/** Files the ticket, shows what happens, has the plan decided, and answers when the task has ended or `signal` aborts. */
export async function runDemo(world: DemoWorld, options: { yes: boolean; signal: AbortSignal }): Promise<DemoResult | undefined> {
  const ticketKey = await world.fileTicket();
  const taskId = await awaitTask(ticketKey, world.store, WEBHOOK_TIMEOUT_MS);
  if (taskId === undefined) {
    throw new UpstreamError(`${ticketKey} was filed but no task came of it: look at the log of the ingress.`, {
      code: 'TASK_MISSING',
    });
  }
  world.print(`ticket ${ticketKey} became ${taskId}\n`);
  const events = await follow(taskId, world, options);
  const task = await world.store.readTask(taskId);
  return task === undefined ? undefined : { task, events };
}

async function follow(taskId: string, world: DemoWorld, options: { yes: boolean; signal: AbortSignal }): Promise<TaskEvent[]> {
  const events: TaskEvent[] = [];
  let startedAt = '';
  let costUsd = 0;
  let question = new AbortController();
  for await (const event of followTask(taskId, world.store, options.signal)) {
    events.push(event);
    startedAt ||= event.at;
    costUsd = (await world.store.readTask(taskId))?.usage.costUsd ?? costUsd;
    world.print(toTimelineLine(event, startedAt, costUsd));
    if (event.fact.type === 'approval.decided' || event.fact.type === 'task.ended') question.abort();
    if (event.fact.type === 'approval.requested') {
      question = new AbortController();
      const signal = AbortSignal.any([question.signal, options.signal]);
      // Not awaited: the timeline goes on, and a decision made elsewhere ends the question.
      void decide(event.fact.approval, world, { yes: options.yes, signal });
    }
  }
  return events;
}

async function decide(approval: Approval, world: DemoWorld, options: { yes: boolean; signal: AbortSignal }): Promise<void> {
  world.print(toApprovalText(approval));
  try {
    let decided = false;
    while (!decided && !options.signal.aborted) decided = await decideOnce(approval, world, options);
  } catch (error) {
    world.print(
      `  The decision could not be sent (${error instanceof Error ? error.message : String(error)}); decide in Slack instead.`,
    );
  }
}

/** True when there is nothing more to ask: decided, or nobody sits at the terminal. */
async function decideOnce(
  approval: Approval,
  world: DemoWorld,
  options: { yes: boolean; signal: AbortSignal },
): Promise<boolean> {
  const answer = options.yes ? { type: 'approve' as const } : await askApproval(options.signal);
  if (answer === undefined) {
    if (!options.signal.aborted) world.print(`  Waiting for a decision in Slack: /agent approve ${approval.taskId}`);
    return true;
  }
  world.print(`  Slack says: ${await world.say(toCommandText(answer, approval.taskId))}\n`);
  return options.yes || isDecided(approval, world);
}

async function isDecided(approval: Approval, world: DemoWorld): Promise<boolean> {
  const now = await world.store.readApproval(approval.taskId);
  return now === undefined || now.n !== approval.n || now.decision !== undefined;
}

function toCommandText(answer: Answer, taskId: string): string {
  switch (answer.type) {
    case 'approve':
      return `approve ${taskId}`;
    case 'reject':
      return `reject ${taskId} Rejected at the terminal`;
    case 'change':
      return `changes ${taskId} ${answer.text}`;
  }
}
