import { tool } from '@langchain/core/tools';
import type { StructuredToolInterface } from '@langchain/core/tools';
import { z } from 'zod';
import type { ErrorTracker } from '#ports/error-tracker.ts';
import { toEventText } from '../prompts.ts';
import { redact } from '../redact.ts';

const LISTED = 30;

/** Reading tools on the events of one error group; what they show is redacted. */
export function createEventTools(
  errors: Pick<ErrorTracker, 'listEvents' | 'readEvent'>,
  issueId: string,
): StructuredToolInterface[] {
  const listEvents = tool(
    async () => {
      const events = await errors.listEvents(issueId);
      const lines = events.slice(0, LISTED).map(({ id, at, message, tags }) => {
        const told = tags.map(({ key, value }) => `${key}=${value}`).join(' ');
        return `${id} ${at} ${redact(`${message} ${told}`)}`;
      });
      return lines.join('\n') || 'There are no events.';
    },
    {
      name: 'list_events',
      description: 'Lists the newest events of this error, newest first: id, time, message, tags.',
      schema: z.object({}),
    },
  );
  const readEvent = tool(async ({ id }: { id: string }) => toEventText(await errors.readEvent(issueId, id)), {
    name: 'read_event',
    description: 'Reads one event of this error with its stack trace.',
    schema: z.object({ id: z.string().regex(/^[0-9a-f]{32}$/, 'an event id as list_events shows it') }),
  });
  return [listEvents, readEvent];
}
