import type { Answer } from './states/task-result.ts';

/** Calls a Lambda with a JSON payload; what it throws is the function's error. */
export type InvokeLambda = (functionArn: string, payload: unknown) => Promise<unknown>;

/** Calls the function and makes of its error what Lambda reports: `errorType`, `errorMessage` and `trace` as JSON. */
export async function callLambda(invokeLambda: InvokeLambda, functionArn: string, payload: unknown): Promise<Answer> {
  try {
    const returned = await invokeLambda(functionArn, structuredClone(payload));
    return { ok: true, value: returned === undefined ? null : JSON.parse(JSON.stringify(returned)) };
  } catch (error) {
    return { ok: false, ...describe(error) };
  }
}

function describe(error: unknown): { error: string; cause: string } {
  if (!(error instanceof Error)) {
    return { error: 'Error', cause: JSON.stringify({ errorMessage: String(error), errorType: 'Error', trace: [] }) };
  }
  const trace = (error.stack ?? '').split('\n');
  return { error: error.name, cause: JSON.stringify({ errorMessage: error.message, errorType: error.name, trace }) };
}
