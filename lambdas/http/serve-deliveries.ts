import type { APIGatewayProxyResult } from 'aws-lambda';
import type { DeliveryRef } from '#domain/channel-event.ts';
import { toFailure } from '#domain/failure.ts';
import { answerError, answerJson } from './answer.ts';
import type { Log } from './log.ts';
import { noteUnexpected } from './report-errors.ts';
import { type HttpRequest, type ProxyEvent, readRequest } from './request.ts';

/** What became of a delivery. */
export interface DeliveryAnswer {
  readonly status: 'accepted' | 'duplicate' | 'live' | 'ignored' | 'refused';
  readonly deliveryId?: string | undefined;
  readonly taskId?: string | undefined;
  /** Why it was ignored or refused. */
  readonly reason?: string | undefined;
  /** What the person who asked is told. */
  readonly reply?: string | undefined;
  /** Replaces the JSON answer where a vendor prescribes the body; an empty string answers with an empty body. */
  readonly body?: object | '';
}

/** Reads, checks and acts on one delivery of a channel. @throws InputError, UpstreamError */
export type Receive = (request: HttpRequest) => Promise<DeliveryAnswer>;

/** Makes a Lambda handler of a channel: every request gets an answer and one log line, whatever happens. */
export function serveDeliveries(
  channel: DeliveryRef['channel'],
  receive: Receive,
  log: Log,
): (event: ProxyEvent) => Promise<APIGatewayProxyResult> {
  return async (event) => {
    const started = performance.now();
    const elapsed = (): number => Math.round((performance.now() - started) * 10) / 10;
    try {
      const answer = await receive(readRequest(event));
      const { status, deliveryId, taskId, reason } = answer;
      log({ level: 'info', part: 'webhook', channel, http: 200, status, deliveryId, taskId, reason, ms: elapsed() });
      return toResult(answer);
    } catch (error) {
      noteUnexpected(error);
      const result = answerError(error);
      const { code, message } = toFailure(error);
      const level = result.statusCode >= 500 ? 'error' : 'warn';
      log({ level, part: 'webhook', channel, http: result.statusCode, code, message, ms: elapsed() });
      return result;
    }
  };
}

/** The status is also a header, for callers of channels whose body the vendor prescribes. */
function toResult(answer: DeliveryAnswer): APIGatewayProxyResult {
  const headers = { 'x-stepwright-status': answer.status };
  if (answer.body === '') return { statusCode: 200, headers, body: '' };
  const { status, taskId, reason, reply } = answer;
  return answerJson(200, answer.body ?? { status, taskId, reason, reply }, headers);
}
