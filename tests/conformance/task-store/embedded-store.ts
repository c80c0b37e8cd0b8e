import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { type DynamodbOptions, type LocalDynamodb, startDynamodb } from '#environments/local/dynamodb/start-dynamodb.ts';
import type { TaskStore } from '#ports/task-store.ts';

export const TABLE = 'stepwright';

export function openClient(endpoint: string, options: ConstructorParameters<typeof DynamoDBClient>[0] = {}): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, ...options });
}

/** A store on the embedded DynamoDB in a data directory of its own. */
export async function openEmbedded(options: Partial<DynamodbOptions> = {}): Promise<{
  readonly store: TaskStore;
  readonly client: DynamoDBClient;
  readonly dynamodb: LocalDynamodb;
  readonly dataDir: string;
  close(): Promise<void>;
}> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'stepwright-dynamodb-')));
  const dynamodb = await startDynamodb({ ...options, dataDir });
  const client = openClient(dynamodb.url);
  return {
    store: openTaskStore({ client, table: TABLE, clock: systemClock }),
    client,
    dynamodb,
    dataDir,
    close: async () => {
      client.destroy();
      await dynamodb.close();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true });
    },
  };
}
