import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CliError } from './exit.ts';

const CHANNELS = ['jira', 'github', 'slack', 'sentry'] as const;
export type DeliveryChannel = (typeof CHANNELS)[number];

const fileSchema = z.object({
  channel: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** JSON or text as it was sent; for Slack also its form's fields, of which `payload` may be JSON. */
  body: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]),
});

/** A recorded delivery; header names are lower case. */
export interface RecordedDelivery {
  readonly channel: DeliveryChannel;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readonly<Record<string, unknown>> | readonly unknown[];
}

/** Reads a recorded delivery; without a `channel`, its headers tell it. @throws CliError */
export function readDeliveryFile(file: string): RecordedDelivery {
  const parsed = fileSchema.safeParse(parseJson(file, readText(file)));
  if (!parsed.success) {
    throw new CliError(
      `${file} is not a recorded delivery: it needs {"channel", "headers", "body"} (${describe(parsed.error)}).`,
    );
  }
  const headers = Object.fromEntries(Object.entries(parsed.data.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const named = parsed.data.channel ?? channelOf(headers);
  const channel = CHANNELS.find((known) => known === named);
  if (channel === undefined) throw new CliError(`${file} is of ${unknownChannel(named)}; known are ${CHANNELS.join(', ')}.`);
  return { channel, headers, body: parsed.data.body };
}

function unknownChannel(name: string | undefined): string {
  return name === undefined ? 'a channel that neither "channel" nor its headers tell' : `the unknown channel "${name}"`;
}

function channelOf(headers: Readonly<Record<string, string>>): DeliveryChannel | undefined {
  if ('x-github-event' in headers) return 'github';
  if ('x-slack-signature' in headers || 'x-slack-request-timestamp' in headers) return 'slack';
  if ('sentry-hook-resource' in headers) return 'sentry';
  return 'x-atlassian-webhook-identifier' in headers ? 'jira' : undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'there is no such file' : String(cause);
    throw new CliError(`${file} cannot be read: ${reason}.`, undefined, { cause });
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError(`${file} is not JSON.`, undefined, { cause });
  }
}

function describe(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`).join('; ');
}
