import { z } from 'zod';
import type { HistoryEvent } from '../run.ts';
import type { ApiDeps } from './deps.ts';
import { findExecution } from './executions.ts';
import { arnField, pageField, readPageNumber, toPageToken, toSeconds } from './fields.ts';
import { type Operation, operation } from './protocol.ts';

const historySchema = z.strictObject({
  executionArn: arnField,
  reverseOrder: z.boolean().optional(),
  includeExecutionData: z.boolean().optional(),
  ...pageField,
});
/** Details that carry an execution's data. */
const DATA = new Set([
  'input',
  'output',
  'parameters',
  'assignedVariables',
  'inputDetails',
  'outputDetails',
  'assignedVariablesDetails',
]);

/** GetExecutionHistory, in pages of 100 unless told. */
export function historyOperations(deps: ApiDeps): Record<string, Operation> {
  return {
    GetExecutionHistory: operation(historySchema, (input) => {
      const { id } = findExecution(deps, input.executionArn);
      const reverse = input.reverseOrder === true;
      const limit = input.maxResults || 100;
      const from = readPageNumber(input.nextToken) ?? (reverse ? Number.MAX_SAFE_INTEGER : 1);
      const found = deps.store.history.page(id, { from, limit: limit + 1, reverse });
      const next = found[limit];
      return {
        events: found.slice(0, limit).map((event) => show(event, input.includeExecutionData !== false)),
        ...(next === undefined ? {} : { nextToken: toPageToken(next.id) }),
      };
    }),
  };
}

function show(event: HistoryEvent, data: boolean): object {
  const shown = { ...event, timestamp: toSeconds(event.timestamp) };
  if (data) return shown;
  return Object.fromEntries(
    Object.entries(shown).map(([key, value]) => [key, typeof value === 'object' && value !== null ? withoutData(value) : value]),
  );
}

function withoutData(details: object): object {
  return Object.fromEntries(Object.entries(details).filter(([key]) => !DATA.has(key)));
}
