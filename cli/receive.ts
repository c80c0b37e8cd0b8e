import { z } from 'zod';
import { type DeliveryChannel, readDeliveryFile } from './delivery-file.ts';
import { EXIT } from './exit.ts';
import { type Local, readLocal, request } from './local.ts';
import { signDelivery } from './sign.ts';

export interface ReceiveOptions {
  readonly url: string;
  readonly keepId: boolean;
  readonly output: 'text' | 'json';
}

export interface ReceiveResult {
  readonly text: string;
  readonly exitCode: number;
}

/** Sends a recorded delivery to a running environment, signed anew with its secrets. @throws CliError */
export async function receive(file: string, { url, keepId, output }: ReceiveOptions): Promise<ReceiveResult> {
  const delivery = readDeliveryFile(file);
  const local = await readLocal(url);
  const { headers, body } = signDelivery(delivery, { secret: secretOf(local, delivery.channel), now: new Date(), keepId });
  const response = await request(new URL(`/webhooks/${delivery.channel}`, local.ingress), { method: 'POST', headers, body });
  const answer = readAnswer(await response.text());
  const status = response.headers.get('x-stepwright-status') ?? answer.status;
  const exitCode = response.ok && status !== 'refused' ? EXIT.ok : EXIT.refused;
  const text =
    output === 'json'
      ? JSON.stringify({ http: response.status, ...answer, status })
      : toText(response.status, { ...answer, status });
  return { text, exitCode };
}

function secretOf(local: Local, channel: DeliveryChannel): string {
  if (channel === 'slack') return local.slack.signingSecret;
  return channel === 'sentry' ? local.sentry.clientSecret : local[channel].webhookSecret;
}

const answerSchema = z.looseObject({
  status: z.string().optional(),
  taskId: z.string().optional(),
  reason: z.string().optional(),
  reply: z.string().optional(),
  /** Slack's answers carry the reply as `text`. */
  text: z.string().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
type Answer = z.infer<typeof answerSchema>;

function readAnswer(text: string): Answer {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch {
    return text === '' ? {} : { text };
  }
}

function toText(http: number, { status, taskId, reason, reply, text, error }: Answer): string {
  if (error) return `refused (${http} ${error.code}): ${error.message}`;
  const first = [status ?? String(http), taskId].filter((part) => part !== undefined).join(' ');
  return [reason === undefined ? first : `${first}: ${reason}`, reply ?? text].filter((line) => line !== undefined).join('\n');
}
