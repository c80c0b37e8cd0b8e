export interface AttachmentSource {
  readonly host: string;
  readonly email: string;
  readonly apiToken: string;
}

const TIMEOUT_MS = 10_000;

/**
 * The first bytes of an attachment as text, never more; `undefined` when it is no text or cannot be had: a ticket is worked on
 * without it. Jira is asked to send it itself; where it redirects to its media service all the same, fetch goes there without
 * the token.
 */
export async function readAttachment(
  { host, email, apiToken }: AttachmentSource,
  id: string,
  maxBytes: number,
): Promise<string | undefined> {
  const url = `${host.replace(/\/$/, '')}/rest/api/3/attachment/content/${encodeURIComponent(id)}?redirect=false`;
  const authorization = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`;
  const range = `bytes=0-${maxBytes - 1}`;
  try {
    const response = await fetch(url, { headers: { authorization, range }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok && response.body) return toText(await readStart(response.body, maxBytes));
    await response.body?.cancel();
    return undefined;
  } catch {
    // Whatever it is, the next thing asked of Jira tells it, and it is told apart there.
    return undefined;
  }
}

/** A server need not know ranges, so the reading itself stops. */
async function readStart(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

/** Text has no NUL; of a character that is cut at the end nothing is left. */
function toText(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  return new TextDecoder().decode(bytes, { stream: true });
}
