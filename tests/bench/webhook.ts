import { fork } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { z } from 'zod';
import { openLocalSecrets } from '#environments/local/secrets/open-local-secrets.ts';
import { removeDirectory, temporaryDirectory } from '../e2e/environment.ts';
import { toProxyEvent } from '#environments/local/ingress.ts';
import { percentile, printTable } from './table.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:stepwright-task';
const WARM_UP = 100;
const ROUNDS = 400;
const AT_ONCE = 16;

export interface World {
  readonly dynamodb: DynamoDBClient;
  readonly sfn: SFNClient;
  readonly secret: string;
  /** Any secret by its name. */
  readonly secretOf: (name: string) => string;
  close(): Promise<void>;
}

export type Call = (n: number) => Promise<void>;

/** The Jira handler (verify, transaction, start) against a floor of one HMAC, one conditional put and one start, on the same engines. */
export async function benchWebhook(): Promise<void> {
  const world = await openWorld();
  try {
    const { handler } = await import('#lambdas/webhooks/jira/handler.ts');
    const calls: Record<string, Call> = {
      floor: (n) => callFloor(n, world),
      'jira handler': async (n) => {
        const { statusCode, body } = await handler(toDelivery(n, world.secret));
        if (statusCode !== 200) throw new Error(`the handler answered ${statusCode}: ${body}`);
      },
    };
    const alone = await measureInTurn(calls);
    const rows: (string | number)[][] = [];
    for (const [name, call] of Object.entries(calls)) {
      const samples = alone[name] ?? [];
      const p50 = percentile(samples, 0.5);
      rows.push([name, p50, percentile(samples, 0.99), p50 / percentile(alone['floor'] ?? [], 0.5), await throughput(call)]);
    }
    printTable('Webhook to started run', ['', 'p50 ms', 'p99 ms', '× floor', `requests/s (${AT_ONCE} at once)`], rows);
  } finally {
    await world.close();
  }
}

const urlsSchema = z.object({ dynamodb: z.url(), stepFunctions: z.url(), secrets: z.url() });

/**
 * DynamoDB, Step Functions with a workflow that ends at once, and secrets, for handlers that run in this process. They have
 * a process of their own, as in the cloud: what they do after they have answered is none of a handler's time.
 */
export async function openWorld(): Promise<World> {
  const directory = temporaryDirectory();
  const engines = fork(new URL('./engines.ts', import.meta.url), [directory]);
  const [told]: unknown[] = await once(engines, 'message');
  const urls = urlsSchema.parse(told);
  const secrets = openLocalSecrets(join(directory, 'secrets.json'));
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: urls.dynamodb,
    AWS_ENDPOINT_URL_SFN: urls.stepFunctions,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secrets,
    STEPWRIGHT_TABLE: 'stepwright',
    STEPWRIGHT_STATE_MACHINE_ARN: ARN,
    STEPWRIGHT_LOG_FILE: join(directory, 'lambdas.log'),
  });
  const sfn = new SFNClient({});
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
  await sfn.send(
    new CreateStateMachineCommand({ name: 'stepwright-task', definition, roleArn: 'arn:aws:iam::000000000000:role/bench' }),
  );
  return {
    dynamodb: new DynamoDBClient({}),
    sfn,
    secret: secrets.read('stepwright/jira/webhook-secret'),
    secretOf: (name) => secrets.read(name),
    close: async () => {
      const ended = once(engines, 'exit');
      engines.disconnect();
      await ended;
      removeDirectory(directory);
    },
  };
}

export async function callFloor(n: number, { dynamodb, sfn, secret }: World): Promise<void> {
  const event = toDelivery(n, secret);
  createHmac('sha256', secret)
    .update(event.body ?? '')
    .digest('hex');
  const id = randomUUID();
  await dynamodb.send(
    new PutItemCommand({
      TableName: 'stepwright',
      Item: { pk: { S: `FLOOR#${id}` }, sk: { S: 'META' }, body: { S: event.body ?? '' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
  await sfn.send(new StartExecutionCommand({ stateMachineArn: ARN, name: id, input: JSON.stringify({ id }) }));
}

/** One after another, the candidates in turn, so that the machine's drift meets both. */
export async function measureInTurn(calls: Readonly<Record<string, Call>>): Promise<Record<string, number[]>> {
  const samples: Record<string, number[]> = {};
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [name, call] of Object.entries(calls)) {
      const start = performance.now();
      await call(round);
      if (round >= WARM_UP) (samples[name] ??= []).push(performance.now() - start);
    }
  }
  return samples;
}

async function throughput(call: Call): Promise<number> {
  const start = performance.now();
  let next = 1_000_000;
  const worker = async (): Promise<void> => {
    for (let done = 0; done < ROUNDS / AT_ONCE; done += 1) await call((next += 1));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return ROUNDS / ((performance.now() - start) / 1_000);
}

export function toDelivery(n: number, secret: string): APIGatewayProxyEvent {
  const key = `BENCH${randomUUID().slice(0, 8).toUpperCase()}-${n + 1}`;
  const user = { accountId: 'dana', displayName: 'Dana', accountType: 'atlassian', emailAddress: 'dana@example.com' };
  const body = JSON.stringify({
    timestamp: Date.now(),
    webhookEvent: 'jira:issue_created',
    user,
    issue: {
      id: String(n),
      key,
      self: `http://127.0.0.1/rest/api/3/issue/${n}`,
      fields: {
        summary: 'Free shipping',
        description: 'Orders of 50 € and more ship free. '.repeat(20),
        labels: ['AI'],
        priority: { name: 'Medium' },
      },
    },
  });
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const request = new Request('http://127.0.0.1/webhooks/jira', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature': signature, 'x-atlassian-webhook-identifier': randomUUID() },
  });
  return toProxyEvent(request, '/webhooks/jira', Buffer.from(body));
}
