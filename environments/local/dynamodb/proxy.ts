import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { listen } from '../http/listen.ts';
import { type EventImage, mayWriteEvents, readWrittenEvents } from './written-events.ts';

export interface Proxy {
  readonly url: string;
  close(): Promise<void>;
}

type OnWritten = (events: readonly EventImage[]) => void;

/** Sends a request to the engine and answers its response once the head of it is there. */
type Send = (request: http.IncomingMessage, body: Buffer) => Promise<http.IncomingMessage>;

/** Headers of one connection, which do not go on to the next. */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

/** Forwards every request to the engine byte for byte and tells of the events that successful writes wrote. */
export async function startProxy(engineUrl: string, onWritten: OnWritten): Promise<Proxy> {
  const { send, close } = openSender(new URL(engineUrl));
  const server = http.createServer((request, response) => {
    forward(request, response, { send, onWritten }).catch((error: unknown) => refuse(response, error));
  });
  // Requests may be minutes apart; a connection closed in between would only cost the next one a new one.
  server.keepAliveTimeout = 60_000;
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      close();
    },
  };
}

function openSender(engine: URL): { send: Send; close: () => void } {
  const secure = engine.protocol === 'https:';
  const agent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
  const { request: open } = secure ? https : http;
  const send: Send = ({ method, url, rawHeaders }, body) =>
    new Promise((resolve, reject) => {
      const headers = [...ownHeaders(rawHeaders), 'content-length', String(body.length)];
      const { hostname, port } = engine;
      const request = open({ hostname, port, method, path: url, headers, agent, setHost: false });
      request.once('response', resolve);
      request.once('error', reject);
      request.end(body);
    });
  return { send, close: () => agent.destroy() };
}

async function forward(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { send, onWritten }: { send: Send; onWritten: OnWritten },
): Promise<void> {
  const body = await buffer(request);
  const answer = await send(request, body);
  response.writeHead(answer.statusCode ?? 500, ownHeaders(answer.rawHeaders));
  const target = request.headers['x-amz-target'];
  if (answer.statusCode !== 200 || !mayWriteEvents(target?.toString(), body)) return pipeline(answer, response);
  const answered = await buffer(answer);
  response.end(answered);
  // Whoever wrote need not wait for it.
  setImmediate(() => onWritten(readWrittenEvents(body, answered)));
}

function ownHeaders(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!HOP_HEADERS.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** DynamoDB's own answer when something behind it fails: the SDK repeats the request. */
function refuse(response: http.ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message }));
}
