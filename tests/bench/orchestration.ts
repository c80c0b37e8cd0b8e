import { setTimeout as sleep } from 'node:timers/promises';
import { isTerminal } from '#domain/lifecycle.ts';
import type { Task } from '#domain/task.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { type Environment, removeDirectory, startEnvironment, temporaryDirectory } from '../e2e/environment.ts';
import { APPROVER, eventsOf, fileTicket, slackCommand, storeOf, untilTask } from '../e2e/people.ts';
import { percentile, printTable } from './table.ts';

interface Timing {
  readonly task: Task;
  /** Seconds from the task's creation to its end. */
  readonly total: number;
  /** Seconds inside agents: scripted model, git, tests, GitHub. */
  readonly agents: number;
  /** Seconds waiting for CI. */
  readonly ci: number;
}

/** Whole tasks with the scripted, instant model, at each of these numbers at once, in one warm environment each. */
export async function benchOrchestration(counts: readonly number[]): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const count of counts) {
    const dataDir = temporaryDirectory();
    const environment = await startEnvironment(dataDir);
    try {
      // The first task pays for loading every Lambda and agent.
      await runTasks(environment, 1);
      const started = performance.now();
      const timings = await runTasks(environment, count);
      rows.push(toRow(timings, (performance.now() - started) / 1_000));
    } finally {
      await environment.stop();
      removeDirectory(dataDir);
    }
  }
  const head = [
    'tasks at once',
    'completed',
    'wall s',
    's per task',
    'p50 total s',
    'p50 agents s',
    'p50 CI s',
    'p50 the rest s',
  ];
  printTable(
    'Whole tasks with an instant model (the rest is orchestration: webhook, workflow, approval, hand-overs)',
    head,
    rows,
  );
}

async function runTasks(environment: Environment, count: number): Promise<Timing[]> {
  const store = storeOf(environment.local);
  const taskIds: string[] = [];
  await forEachOf(
    Array.from({ length: count }, (_, n) => n),
    10,
    async (n) => {
      const key = await fileTicket(environment.local, `Free shipping, number ${n}`);
      taskIds.push(await untilTask(store, key));
    },
  );
  const timings: Timing[] = [];
  await forEachOf(taskIds, count, async (taskId) => {
    // So that looking costs the same twenty reads a second however many tasks are looked at.
    const task = await approveAndWait(taskId, store, { environment, everyMs: count * 50 });
    timings.push(toTiming(task, await eventsOf(store, taskId)));
  });
  return timings;
}

interface Looking {
  readonly environment: Environment;
  readonly everyMs: number;
}

async function approveAndWait(taskId: string, store: TaskStore, looking: Looking): Promise<Task> {
  const { local } = looking.environment;
  let approved = false;
  for (;;) {
    const task = await store.readTask(taskId);
    if (task && isTerminal(task.status)) return task;
    if (task?.status === 'awaiting_approval' && !approved) {
      approved = (await slackCommand(local, `approve ${taskId}`, APPROVER)).status === 200;
    }
    await sleep(looking.everyMs);
  }
}

function toTiming(task: Task, events: readonly TaskEvent[]): Timing {
  let agents = 0;
  let ci = 0;
  let awaitedAt: number | undefined;
  for (const { at, fact } of events) {
    if (fact.type === 'step.finished') agents += fact.ms / 1_000;
    if (fact.type === 'ci.awaited') awaitedAt ??= Date.parse(at);
    if (fact.type === 'ci.concluded' && awaitedAt !== undefined) {
      ci += (Date.parse(at) - awaitedAt) / 1_000;
      awaitedAt = undefined;
    }
  }
  return { task, agents, ci, total: (Date.parse(task.endedAt ?? task.updatedAt) - Date.parse(task.createdAt)) / 1_000 };
}

function toRow(timings: readonly Timing[], wall: number): (string | number)[] {
  const median = (pick: (timing: Timing) => number): number => percentile(timings.map(pick), 0.5);
  const completed = timings.filter(({ task }) => task.status === 'completed').length;
  return [
    String(timings.length),
    `${completed}`,
    wall,
    wall / timings.length,
    median((t) => t.total),
    median((t) => t.agents),
    median((t) => t.ci),
    median((t) => t.total - t.agents - t.ci),
  ];
}

async function forEachOf<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
