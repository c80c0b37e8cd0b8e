import type { APIGatewayProxyResult } from 'aws-lambda';
import { InputError } from '#domain/errors.ts';
import { toFailure } from '#domain/failure.ts';
import { answerError, answerJson } from '#lambdas/http/answer.ts';
import { noteUnexpected } from '#lambdas/http/report-errors.ts';
import type { ApiDeps } from './api-deps.ts';
import { findRoute } from './find-route.ts';
import { readCaller } from './read-caller.ts';
import { type Answer, type ApiEvent, type ApiRequest, readApiRequest } from './request.ts';
import { OPEN_ROUTES, ROUTES } from './routes.ts';

/** Answers one request, whatever happens, and writes one log line without its content. */
export async function serveApi(event: ApiEvent, deps: ApiDeps): Promise<APIGatewayProxyResult> {
  const about = { part: 'api', method: event.httpMethod, path: event.path.slice(0, 200) };
  try {
    const { status, body, taskId } = await answerRequest(event, deps);
    deps.log({ level: 'info', ...about, http: status, taskId });
    return answerJson(status, body);
  } catch (error) {
    noteUnexpected(error);
    const result = answerError(error);
    const { code, message } = toFailure(error);
    deps.log({ level: result.statusCode >= 500 ? 'error' : 'info', ...about, http: result.statusCode, code, message });
    return result;
  }
}

function answerRequest(event: ApiEvent, deps: ApiDeps): Promise<Answer> {
  const request = readApiRequest(event);
  const open = findRoute(OPEN_ROUTES, request);
  if (open.type === 'found') return open.route.run(request, deps);
  const by = readCaller(event);
  const found = findRoute(ROUTES, request);
  if (found.type === 'found') return found.route.run({ by, request, params: found.params }, deps);
  throw found.type === 'none' ? noRoute(request) : otherMethod(request, found.methods);
}

function noRoute({ path }: ApiRequest): InputError {
  return new InputError(`There is no ${path.slice(0, 200)} here.`, { code: 'ROUTE_NOT_FOUND', remedy: '' });
}

function otherMethod({ method, path }: ApiRequest, methods: readonly string[]): InputError {
  return new InputError(`${path} takes ${methods.join(', ')} and not ${method}.`, { code: 'METHOD_NOT_ALLOWED', remedy: '' });
}
