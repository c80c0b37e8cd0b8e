import { UpstreamError } from '#domain/errors.ts';

/** Answers an interaction at its `response_url`, seen only by the person who clicked. @throws UpstreamError */
export type Respond = (responseUrl: string, text: string) => Promise<void>;

/** Slack wants its answer within 3 seconds; this leaves time for the rest. */
const TIMEOUT_MS = 1_200;

/** Posts with the platform's fetch. */
export const respondByHttp: Respond = async (responseUrl, text) => {
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
  if (!response.ok) throw unreachable(new Error(`status ${response.status}`));
};

function unreachable(cause: unknown): UpstreamError {
  return new UpstreamError('Slack did not take the answer.', { code: 'CHAT_UNAVAILABLE', cause });
}
