import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Logger, silentLogger } from '../logger.ts';
import { createTable } from './create-table.ts';
import { openCursor } from './cursor.ts';
import { type EngineProcess, startEngine } from './engine-process.ts';
import { type EventListener, openPump } from './event-pump.ts';
import { findBinary } from './find-binary.ts';
import { startProxy } from './proxy.ts';
import { scanEvents } from './scan-events.ts';

export interface DynamodbOptions {
  /** The data file, the pid file, the cursor and the dead letters are kept here. */
  readonly dataDir: string;
  readonly logger?: Logger;
  /** Default `stepwright`. */
  readonly table?: string;
  /** A DynamoDB of one's own in place of the embedded one; default `STEPWRIGHT_DYNAMODB_ENDPOINT`. */
  readonly endpoint?: string | undefined;
  /** Told once, with a sentence, when the engine ends without being asked to; it is never restarted. */
  readonly onExit?: (message: string) => void;
}

export interface LocalDynamodb {
  /** For the SDK's `endpoint` and AWS_ENDPOINT_URL_DYNAMODB. */
  readonly url: string;
  /** The one that new event items are handed to, at least once and in order per task, as the table's stream would. */
  onEvent(listener: EventListener): void;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB on this machine, with the task table in it and its event stream in front.
 * @throws InputError `DYNAMODB_MISSING`, `DATA_DIR_IN_USE`, `DATA_DIR_UNUSABLE`
 */
export async function startDynamodb(options: DynamodbOptions): Promise<LocalDynamodb> {
  const { dataDir, logger = silentLogger, table = 'stepwright' } = options;
  mkdirSync(dataDir, { recursive: true });
  const endpoint = options.endpoint ?? process.env['STEPWRIGHT_DYNAMODB_ENDPOINT'];
  const engine = endpoint ? externalEngine(endpoint) : await startEngine(findBinary(), dataDir);
  let closing = false;
  const report = async (): Promise<void> => {
    const message = await engine.exited;
    if (closing) return;
    logger.error(message);
    options.onExit?.(message);
  };
  void report();
  try {
    const cursor = openCursor(join(dataDir, 'notify-cursor'));
    const pump = openPump({ table, cursor, logger, deadLetterFile: join(dataDir, 'notify-dead-letters.jsonl') });
    pump.add(await prepareTable(engine.url, table, cursor.from));
    const proxy = await startProxy(engine.url, pump.add);
    return {
      url: proxy.url,
      onEvent: pump.onEvent,
      close: async () => {
        closing = true;
        await pump.close();
        await proxy.close();
        await engine.close();
      },
    };
  } catch (error) {
    closing = true;
    await engine.close();
    throw error;
  }
}

/** Creates the table if it is not there, and reads the events that may not have been handed over before the last end. */
async function prepareTable(endpoint: string, table: string, from: string | undefined) {
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  const local = process.env['AWS_ACCESS_KEY_ID'] ? {} : { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const client = new DynamoDBClient({ endpoint, region, ...local });
  try {
    await createTable(client, table);
    return await scanEvents(client, table, from);
  } finally {
    client.destroy();
  }
}

function externalEngine(url: string): EngineProcess {
  return { url, exited: new Promise(() => {}), close: async () => {} };
}
