import type { Plan, PlanTask } from '#domain/plan.ts';
import type { Ticket } from '#domain/ticket.ts';
import { whatChanged } from './what-changed.ts';

export interface PlanDocument {
  readonly plan: Plan;
  readonly ticket: Ticket;
  /** What doing it will cost in US dollars of model use, when that can be told. */
  readonly costUsd?: number | undefined;
  /** The plan this one replaces and why, when people asked for changes. */
  readonly revisionOf?: { readonly former: Plan; readonly feedback: string } | undefined;
}

/** PLAN.md: what a person reads before approving, and what execution follows. */
export function renderPlan({ plan, ticket, costUsd, revisionOf }: PlanDocument): string {
  const { architecture, scope, risk } = plan;
  const sections = [
    `# ${plan.title}`,
    `Ticket: [${ticket.key}](${ticket.url}) · estimate ${plan.estimateHours} h${toCost(costUsd)} · risk ${risk.level} · confidence ${toPercent(plan.confidence)}`,
    plan.summary,
    ...renderRevision(plan, revisionOf),
    section('Scope', `In:\n\n${toList(scope.in)}\n\nOut:\n\n${toList(scope.out)}`),
    section('Architecture', toList(architecture.components.map(({ path, responsibility }) => `\`${path}\`: ${responsibility}`))),
    section('Data flow', architecture.dataFlow),
    section('Error handling', architecture.errorHandling),
    section('Security', architecture.security),
    section('Tests', toList(plan.tests.map(renderTest))),
    section('Tasks', plan.tasks.map(renderTask).join('\n\n')),
    plan.crossRepoSteps.length > 0 ? section('Across repositories', toList(plan.crossRepoSteps)) : '',
    section('Risk', `${risk.level}: ${risk.reason}`),
    section('Rollback', plan.rollback),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

/** The section that a revision has and a first plan has not. */
export function renderRevision(plan: Plan, revisionOf: PlanDocument['revisionOf']): string[] {
  if (!revisionOf) return [];
  const asked = revisionOf.feedback
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  const changes = whatChanged(revisionOf.former, plan);
  return [
    section('What changed', `Asked for:\n\n${asked}\n\n${toList(changes.length > 0 ? changes : ['Nothing but wording.'])}`),
  ];
}

function renderTask(task: PlanTask): string {
  const needs = task.dependsOn.length > 0 ? ` · after ${task.dependsOn.join(', ')}` : '';
  const files = task.files.length > 0 ? `\n\nFiles: ${task.files.map((file) => `\`${file}\``).join(', ')}` : '';
  return `### ${task.id}: ${task.title}\n\n${task.kind} · ${task.repo} · ${task.estimateHours} h${needs}\n\n${task.detail}${files}`;
}

function renderTest({ level, name, file, assertions }: Plan['tests'][number]): string {
  const asserted = assertions.map((assertion) => `\n  - ${assertion}`).join('');
  return `${level}: ${name} (\`${file}\`)${asserted}`;
}

function section(title: string, body: string): string {
  return body.trim() === '' ? '' : `## ${title}\n\n${body}`;
}

function toList(items: readonly string[]): string {
  return items.length > 0 ? items.map((item) => `- ${item}`).join('\n') : '- none';
}

function toCost(costUsd: number | undefined): string {
  return costUsd === undefined ? '' : ` · about $${costUsd.toFixed(2)} of model use`;
}

function toPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
