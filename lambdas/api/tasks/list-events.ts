import type { TaskEvent } from '#domain/task-event.ts';
import type { ApiDeps } from '../api-deps.ts';
import { readQuery } from '../read-input.ts';
import type { Answer, Call } from '../request.ts';
import { pageSchema } from '../schema.ts';
import { readVisibleTask } from './read-visible-task.ts';

/** `GET /v1/tasks/{id}/events`: oldest first. A token is the id of the last event seen, so any event's id will do. */
export async function listEvents({ by, params, request }: Call, deps: ApiDeps): Promise<Answer> {
  const { id } = await readVisibleTask(params['id'], by, deps);
  const { limit, next_token: cursor } = readQuery(pageSchema, request);
  const page = await deps.store.listEvents(id, { limit, cursor });
  const events = page.items.map(toEventBody);
  return { status: 200, body: { events, next_token: page.cursor ?? null }, taskId: id };
}

function toEventBody({ id, at, fact: { type, ...detail } }: TaskEvent) {
  return { event_id: id, type, at, detail };
}
