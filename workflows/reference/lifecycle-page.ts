import { isTerminal, LIFECYCLE_EVENTS, type LifecycleEvent, nextStatus, STATUSES, type Status } from '#domain/lifecycle.ts';
import { fence, toTable } from './mermaid.ts';

const LIVE = STATUSES.filter((status) => !isTerminal(status));

/** The reference page of the task lifecycle: a diagram and the whole table, made from the transition table alone. */
export function toLifecyclePage(): string {
  const everywhere = LIFECYCLE_EVENTS.filter((event) => LIVE.every((status) => isSameEverywhere(event, status)));
  const events = LIFECYCLE_EVENTS.filter((event) => !everywhere.includes(event));
  return `${[
    '# The lifecycle of a task',
    'Generated from `core/domain/lifecycle.ts` by `npm run generate`; do not edit.',
    fence(['stateDiagram-v2', '  [*] --> submitted', ...LIVE.flatMap((status) => toArrows(status, events)), ...toEnds()]),
    `Not drawn: from every status that is not an end, ${everywhere.map((event) => `\`${event}\` leads to \`${targetOf(event)}\``).join(', ')}. An end is final.`,
    '## The table',
    'What is empty is refused: the task stays as it is.',
    toTable(
      ['Status', ...LIFECYCLE_EVENTS.map((event) => `\`${event}\``)],
      STATUSES.map((status) => [`\`${status}\``, ...LIFECYCLE_EVENTS.map((event) => nextStatus(status, event) ?? '')]),
    ),
  ].join('\n\n')}\n`;
}

function targetOf(event: LifecycleEvent): Status | undefined {
  return nextStatus('submitted', event);
}

function isSameEverywhere(event: LifecycleEvent, status: Status): boolean {
  const target = nextStatus(status, event);
  return target !== undefined && target === targetOf(event);
}

function toArrows(status: Status, events: readonly LifecycleEvent[]): string[] {
  const byTarget = new Map<Status, LifecycleEvent[]>();
  for (const event of events) {
    const target = nextStatus(status, event);
    if (target) byTarget.set(target, [...(byTarget.get(target) ?? []), event]);
  }
  return [...byTarget].map(([target, names]) => `  ${status} --> ${target}: ${names.join(', ')}`);
}

function toEnds(): string[] {
  return STATUSES.filter(isTerminal).map((status) => `  ${status} --> [*]`);
}
