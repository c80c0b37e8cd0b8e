import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { openApprovals } from './approvals.ts';
import { openBacklogs } from './backlogs.ts';
import { openCallbacks } from './callbacks.ts';
import { openCiWaits } from './ci-waits.ts';
import { openIntake } from './create-task.ts';
import { openKeptDeliveries } from './kept-deliveries.ts';
import { openErrorGroups } from './error-groups.ts';
import { openHistory } from './history.ts';
import { openLeases } from './leases.ts';
import { openLists } from './lists.ts';
import { openQuestions } from './questions.ts';
import { openResults } from './results.ts';
import { openSteps } from './steps.ts';
import { openStops } from './stops.ts';
import { openTaskTable } from './task-table.ts';
import { openTasks } from './tasks.ts';

/** The task store on one DynamoDB table that exists (`toCreateTable`); holds no state of its own. */
export function openTaskStore({ client, table, clock }: { client: DynamoDBClient; table: string; clock: Clock }): TaskStore {
  const context = { table: openTaskTable(client, table), clock };
  return {
    ...openIntake(context),
    ...openKeptDeliveries(context),
    ...openTasks(context),
    ...openLists(context),
    ...openHistory(context),
    ...openSteps(context),
    ...openResults(context),
    ...openApprovals(context),
    ...openQuestions(context),
    ...openCiWaits(context),
    ...openCallbacks(context),
    ...openStops(context),
    ...openBacklogs(context),
    ...openLeases(context),
    ...openErrorGroups(context),
  };
}
