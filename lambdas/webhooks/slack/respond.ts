import { setTimeout as delay } from 'node:timers/promises';
import { InputError, UpstreamError } from '#domain/errors.ts';

/**
 * Answers a command or interaction at its `response_url`, seen only by the person who gave it. Slack takes five answers
 * within 30 minutes. @throws UpstreamError `CHAT_UNAVAILABLE`, InputError `RESPONSE_URL_EXPIRED`
 */
export type Respond = (responseUrl: string, text: string) => Promise<void>;

const TIMEOUT_MS = 1_200;
const PAUSES_MS = [100, 300];

/** Posts with the platform's fetch; a failure that may pass is tried again, twice. */
export const respondByHttp: Respond = async (responseUrl, text) => {
  for (const pause of [...PAUSES_MS, undefined]) {
    try {
      return await post(responseUrl, text);
    } catch (error) {
      if (pause === undefined || !(error instanceof UpstreamError)) throw error;
      await delay(pause);
    }
  }
};

async function post(responseUrl: string, text: string): Promise<void> {
  const request: RequestInit = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  const response = await fetch(responseUrl, request).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  await response.body?.cancel();
  if (response.ok) return;
  if (response.status >= 500 || response.status === 429) throw unreachable(new Error(`status ${response.status}`));
  throw new InputError(`Slack takes no answer at this response URL any more (${response.status}).`, {
    code: 'RESPONSE_URL_EXPIRED',
    remedy: 'Answer in the channel.',
  });
}

function unreachable(cause: unknown): UpstreamError {
  return new UpstreamError('Slack did not take the answer.', { code: 'CHAT_UNAVAILABLE', cause });
}
