import type { ApiDeps } from '../api-deps.ts';
import { readQuery } from '../read-input.ts';
import type { Answer, Call } from '../request.ts';
import { listSchema } from '../schema.ts';
import { toTaskBody } from './to-task-body.ts';

/** `GET /v1/tasks`: the caller's own, newest first. */
export async function listTasks({ by, request }: Call, deps: ApiDeps): Promise<Answer> {
  const { status, repo, limit, next_token: cursor } = readQuery(listSchema, request);
  const filter = status === undefined && repo === undefined ? undefined : { status, repo };
  const page = await deps.store.listTasks({ requester: by, limit, cursor, ...(filter ? { filter } : {}) });
  const tasks = page.items.map((task) => toTaskBody(task, deps.clock.now(), deps.tracesUrl));
  return { status: 200, body: { tasks, next_token: page.cursor ?? null } };
}
