import type { Task } from './task.ts';

/** Limits that somebody gives a task; what is not given stays. */
export type RaisedLimits = Partial<Task['limits']>;

/** What may be given (product T5). */
export const LIMIT_RANGES = { maxTurns: [1, 500], maxBudgetUsd: [0.01, 100] } as const;

const MONEY = /^(?:\$\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*(?:\$|usd|dollars?))$/i;
const TURNS = /^(\d+)\s*turns?$/i;

/** Reads `$20`, `200 turns` or both of them; undefined when the text says anything else. */
export function parseRaisedLimits(text: string): RaisedLimits | undefined {
  const parts = text
    .replace(/^\s*with\b/i, '')
    .split(/,|\band\b/i)
    .map((part) => part.trim());
  const read = parts.map(toLimit);
  return read.includes(undefined) ? undefined : Object.assign({}, ...read);
}

function toLimit(part: string): RaisedLimits | undefined {
  const [, before, after] = MONEY.exec(part) ?? [];
  const usd = before ?? after;
  if (usd !== undefined) return { maxBudgetUsd: Number(usd) };
  const [, turns] = TURNS.exec(part) ?? [];
  return turns === undefined ? undefined : { maxTurns: Number(turns) };
}

/** What is wrong with given limits, for whoever gave them; undefined when nothing is. */
export function limitProblem({ maxTurns, maxBudgetUsd }: RaisedLimits): string | undefined {
  if (!isWithin(maxTurns, LIMIT_RANGES.maxTurns)) return `A task may have ${LIMIT_RANGES.maxTurns.join(' to ')} turns.`;
  if (!isWithin(maxBudgetUsd, LIMIT_RANGES.maxBudgetUsd)) return `A task may cost $${LIMIT_RANGES.maxBudgetUsd.join(' to $')}.`;
  return undefined;
}

function isWithin(value: number | undefined, [least, most]: readonly [number, number]): boolean {
  return value === undefined || (value >= least && value <= most);
}
