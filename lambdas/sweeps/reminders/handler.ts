import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { readSettings } from '#lambdas/http/settings.ts';
import { type RemindersDeps, sendReminders } from './send-reminders.ts';

let deps: RemindersDeps | undefined;

/** Called on a schedule; the event says nothing that is needed. */
export async function handler(): Promise<{ readonly reminded: number }> {
  deps ??= openDeps();
  return sendReminders(deps);
}

function openDeps(): RemindersDeps {
  const settings = readSettings(process.env);
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    clock: systemClock,
    policy: {
      remindAfterPercent: settings.STEPWRIGHT_REMIND_AFTER_PERCENT,
      escalateAfterPercent: settings.STEPWRIGHT_ESCALATE_AFTER_PERCENT,
    },
  };
}
