import type { APIGatewayProxyEvent, APIGatewayProxyResult, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { STEP_FUNCTIONS } from '#workflows/task/functions.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:stepwright-local-';

/** The handlers that take any event and check it themselves, by folder; loaded when first invoked, as in the cloud. */
const HANDLERS: Readonly<Record<string, () => Promise<{ handler: (event: unknown) => Promise<unknown> }>>> = {
  'lambdas/inquiries': () => import('#lambdas/inquiries/handler.ts'),
  'lambdas/notify': () => import('#lambdas/notify/handler.ts'),
  'lambdas/steps/dispatch-agent': () => import('#lambdas/steps/dispatch-agent/handler.ts'),
  'lambdas/steps/request-approval': () => import('#lambdas/steps/request-approval/handler.ts'),
  'lambdas/steps/ask-question': () => import('#lambdas/steps/ask-question/handler.ts'),
  'lambdas/steps/await-ci': () => import('#lambdas/steps/await-ci/handler.ts'),
  'lambdas/steps/poll-ci': () => import('#lambdas/steps/poll-ci/handler.ts'),
  'lambdas/steps/decide-next-step': () => import('#lambdas/steps/decide-next-step/handler.ts'),
  'lambdas/steps/finish': () => import('#lambdas/steps/finish/handler.ts'),
  'lambdas/sweeps/execution-ended': () => import('#lambdas/sweeps/execution-ended/handler.ts'),
  'lambdas/sweeps/reminders': () => import('#lambdas/sweeps/reminders/handler.ts'),
  'lambdas/sweeps/sentry-issues': () => import('#lambdas/sweeps/sentry-issues/handler.ts'),
  'lambdas/sweeps/stuck-tasks': () => import('#lambdas/sweeps/stuck-tasks/handler.ts'),
};

/** The ARN of each step Lambda, by the name of its placeholder in the definition. */
export const FUNCTION_ARNS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(STEP_FUNCTIONS).map(([placeholder, folder]) => [placeholder, ARN + folder.replaceAll('/', '-')]),
);

/** Invokes the Lambda of a folder as Lambda does: what goes in and comes out is JSON. */
export async function invokeFolder(folder: string, event: unknown): Promise<unknown> {
  const load = HANDLERS[folder];
  if (!load) throw new Error(`there is no Lambda ${folder}`);
  const { handler } = await load();
  return asJson(await handler(asJson(event)));
}

/** Invokes a step Lambda by its ARN. */
export function invokeFunction(functionArn: string, event: unknown): Promise<unknown> {
  const folder = Object.keys(HANDLERS).find((name) => functionArn === ARN + name.replaceAll('/', '-'));
  return invokeFolder(folder ?? functionArn, event);
}

export async function receiveJira(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return (await import('#lambdas/webhooks/jira/handler.ts')).handler(event);
}

export async function receiveGithub(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return (await import('#lambdas/webhooks/github/handler.ts')).handler(event);
}

export async function receiveSlack(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return (await import('#lambdas/webhooks/slack/handler.ts')).handler(event);
}

export async function receiveSentry(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return (await import('#lambdas/webhooks/sentry/handler.ts')).handler(event);
}

export async function showSignedIn(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return (await import('#lambdas/signed-in/handler.ts')).handler(event);
}

export async function callApi(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return (await import('#lambdas/api/handler.ts')).handler(event);
}

/** Hands new items to the Lambda that the table's stream would: an item's partition says whose they are. */
export async function takeStream(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const partition = event.Records[0]?.dynamodb?.Keys?.['pk']?.S ?? '';
  if (partition.startsWith('INQUIRY#')) return (await import('#lambdas/inquiries/handler.ts')).handler(event);
  if (partition.startsWith('INBOX#')) return (await import('#lambdas/inbox/handler.ts')).handler(event);
  return notify(event);
}

async function notify(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const result = await (await import('#lambdas/notify/handler.ts')).handler(event);
  return 'batchItemFailures' in result ? result : { batchItemFailures: [] };
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
