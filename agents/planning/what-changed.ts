import type { Plan, PlanTask } from '#domain/plan.ts';

/** What a revision changed, one line each, found by comparing the plans; empty when they are the same. */
export function whatChanged(former: Plan, plan: Plan): string[] {
  const before = new Map(former.tasks.map((task) => [task.id, task]));
  const after = new Map(plan.tasks.map((task) => [task.id, task]));
  const added = plan.tasks.filter(({ id }) => !before.has(id)).map(({ id, title }) => `Added task ${id}: ${title}`);
  const removed = former.tasks.filter(({ id }) => !after.has(id)).map(({ id, title }) => `Removed task ${id}: ${title}`);
  const changed = plan.tasks.flatMap((task) => {
    const old = before.get(task.id);
    return old && JSON.stringify(old) !== JSON.stringify(task) ? [`Changed task ${task.id}: ${toDifference(old, task)}`] : [];
  });
  return [...toPlanLines(former, plan), ...added, ...removed, ...changed, ...toTestLines(former, plan)];
}

function toDifference(old: PlanTask, task: PlanTask): string {
  if (old.title !== task.title) return `${old.title} → ${task.title}`;
  return `${task.title} (${old.detail === task.detail ? 'files, order or estimate' : 'what to do'})`;
}

function toPlanLines(former: Plan, plan: Plan): string[] {
  return [
    ...(former.title === plan.title ? [] : [`Title: ${former.title} → ${plan.title}`]),
    ...(former.estimateHours === plan.estimateHours ? [] : [`Estimate: ${former.estimateHours} h → ${plan.estimateHours} h`]),
    ...(former.risk.level === plan.risk.level ? [] : [`Risk: ${former.risk.level} → ${plan.risk.level}`]),
    ...toListLines('In scope', former.scope.in, plan.scope.in),
    ...toListLines('Out of scope', former.scope.out, plan.scope.out),
  ];
}

function toTestLines(former: Plan, plan: Plan): string[] {
  return toListLines('Test', namesOf(former), namesOf(plan));
}

function toListLines(what: string, before: readonly string[], after: readonly string[]): string[] {
  return [
    ...after.filter((item) => !before.includes(item)).map((item) => `${what}, added: ${item}`),
    ...before.filter((item) => !after.includes(item)).map((item) => `${what}, removed: ${item}`),
  ];
}

function namesOf({ tests }: Plan): string[] {
  return tests.map(({ name }) => name);
}
