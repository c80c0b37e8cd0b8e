import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import { openCache } from './checkout/cache.ts';
import { localise } from './localise.ts';
import type { TicketText } from './ticket/read-ticket.ts';

const USAGE = 'Usage: npm run -s localise -- DIR [--limit N] < ticket.json, the ticket being {"title": "…", "body": "…"}.';
const DEFAULT_LIMIT = 20;

const ticketSchema = z.object({ title: z.string().nullish(), body: z.string().nullish() });

try {
  const { directory, limit } = await readArguments(process.argv.slice(2));
  const ticket = readTicketText(await text(process.stdin));
  const ranked = await localise({ directory, ticket, limit, cache: openCache(cacheFolder()) });
  // A path with a line break in it cannot be told on one line.
  const paths = ranked.map(({ path }) => path).filter((path) => !path.includes('\n'));
  process.stdout.write(paths.map((path) => `${path}\n`).join(''));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof InputError ? 2 : 1;
}

async function readArguments(args: string[]): Promise<{ directory: string; limit: number }> {
  const { values, positionals } = parse(args);
  const [directory] = positionals;
  if (directory === undefined || positionals.length > 1) throw new InputError(USAGE, { code: 'ARGUMENTS_INVALID' });
  const limit = Number(values.limit ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new InputError(`--limit must be a whole number above 0, not ${values.limit}.`, { code: 'ARGUMENTS_INVALID' });
  }
  const found = await stat(directory).catch(() => undefined);
  if (!found?.isDirectory()) throw new InputError(`There is no directory ${directory}.`, { code: 'DIRECTORY_NOT_FOUND' });
  return { directory, limit };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: { limit: { type: 'string' } }, allowPositionals: true });
  } catch (cause) {
    throw new InputError(`${cause instanceof Error ? cause.message : ''} ${USAGE}`, { code: 'ARGUMENTS_INVALID', cause });
  }
}

function readTicketText(input: string): TicketText {
  const { title, body } = toTicket(input);
  if (`${title ?? ''}${body ?? ''}`.trim() !== '') return { title: title ?? '', body: body ?? '' };
  throw new InputError('The ticket is empty: give it a title or a body.', { code: 'TICKET_INVALID' });
}

function toTicket(input: string): z.infer<typeof ticketSchema> {
  try {
    return ticketSchema.parse(JSON.parse(input));
  } catch (cause) {
    throw new InputError('Standard input must be a ticket as JSON: {"title": "…", "body": "…"}.', {
      code: 'TICKET_INVALID',
      cause,
    });
  }
}

/** Never inside the directory asked about, which may be read-only. */
function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'stepwright', 'localise');
}
