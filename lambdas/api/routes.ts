import type { ApiDeps } from './api-deps.ts';
import type { Pattern } from './find-route.ts';
import type { Answer, ApiRequest, Call } from './request.ts';
import { COMMANDS, commandTask } from './tasks/command-task.ts';
import { createTask } from './tasks/create-task.ts';
import { listEvents } from './tasks/list-events.ts';
import { listTasks } from './tasks/list-tasks.ts';
import { showTask } from './tasks/show-task.ts';
import { createWebhook } from './webhooks/create-webhook.ts';
import { listWebhooks } from './webhooks/list-webhooks.ts';
import { receiveTask } from './webhooks/receive-task.ts';
import { revokeWebhook } from './webhooks/revoke-webhook.ts';

interface Route extends Pattern {
  readonly run: (call: Call, deps: ApiDeps) => Promise<Answer>;
}

interface OpenRoute extends Pattern {
  readonly run: (request: ApiRequest, deps: ApiDeps) => Promise<Answer>;
}

/** What only somebody who is signed in may do. */
export const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/v1/tasks', run: createTask },
  { method: 'GET', path: '/v1/tasks', run: listTasks },
  { method: 'GET', path: '/v1/tasks/:id', run: showTask },
  { method: 'GET', path: '/v1/tasks/:id/events', run: listEvents },
  { method: 'DELETE', path: '/v1/tasks/:id', run: commandTask(COMMANDS.cancel) },
  { method: 'POST', path: '/v1/tasks/:id/approve', run: commandTask(COMMANDS.approve) },
  { method: 'POST', path: '/v1/tasks/:id/reject', run: commandTask(COMMANDS.reject) },
  { method: 'POST', path: '/v1/tasks/:id/request-changes', run: commandTask(COMMANDS.requestChanges) },
  { method: 'POST', path: '/v1/tasks/:id/answer', run: commandTask(COMMANDS.answer) },
  { method: 'POST', path: '/v1/tasks/:id/nudge', run: commandTask(COMMANDS.nudge) },
  { method: 'POST', path: '/v1/tasks/:id/retry', run: commandTask(COMMANDS.retry) },
  { method: 'POST', path: '/v1/webhooks', run: createWebhook },
  { method: 'GET', path: '/v1/webhooks', run: listWebhooks },
  { method: 'DELETE', path: '/v1/webhooks/:id', run: revokeWebhook },
];

/** What checks by itself who sends it. */
export const OPEN_ROUTES: readonly OpenRoute[] = [{ method: 'POST', path: '/v1/webhooks/tasks', run: receiveTask }];
