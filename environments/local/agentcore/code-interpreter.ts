import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Sandbox } from '#ports/sandbox.ts';
import { EVENT_STREAM, toEventFrame } from '../http/event-frame.ts';
import { AwsError } from './aws-error.ts';

export interface CodeInterpreterInput {
  /** The one interpreter there is. */
  readonly interpreterId: string;
  /** Sessions have their files below it; what is there was left by sessions that are gone. */
  readonly directory: string;
  readonly sandbox: Sandbox;
}

interface Session {
  readonly directory: string;
  readonly expiry: NodeJS.Timeout;
}

/** Of one program; the service gives up after some minutes too. */
const PROGRAM_SECONDS = 60;
/** Of standard error that is handed back. */
const MAX_ERROR = 20_000;
const SESSION_HEADER = 'x-amzn-code-interpreter-session-id';

const startSchema = z.object({ sessionTimeoutSeconds: z.int().min(1).max(28_800).default(900) });
const fileSchema = z.object({ path: z.string().min(1), text: z.string() });
const invokeSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('writeFiles'), arguments: z.object({ content: z.array(fileSchema).min(1) }) }),
  z.object({
    name: z.literal('executeCode'),
    arguments: z.object({ language: z.literal('python'), code: z.string(), clearContext: z.literal(true) }),
  }),
]);

export interface CodeInterpreter {
  readonly app: Hono;
  /** Ends all sessions. */
  close(): Promise<void>;
}

/**
 * The part of AgentCore's Code Interpreter that agents use: files and Python programs, in this machine's sandbox without
 * network. It keeps no variables from one program to the next, and refuses a program that wants them kept.
 */
export async function openCodeInterpreter(input: CodeInterpreterInput): Promise<CodeInterpreter> {
  const { interpreterId, directory, sandbox } = input;
  await rm(directory, { recursive: true, force: true });
  const sessions = new Map<string, Session>();
  const end = async (id: string): Promise<void> => {
    const session = sessions.get(id);
    sessions.delete(id);
    clearTimeout(session?.expiry);
    if (session) await rm(session.directory, { recursive: true, force: true, maxRetries: 3 });
  };
  const app = new Hono();
  app.use('/code-interpreters/:id/*', async (c, next) => {
    const id = c.req.param('id');
    if (id !== interpreterId) throw new AwsError('ResourceNotFoundException', 404, `No code interpreter ${id}.`);
    await next();
  });
  app.put('/code-interpreters/:id/sessions/start', async (c) => {
    const { sessionTimeoutSeconds } = await read(c, startSchema);
    const sessionId = randomBytes(20).toString('hex').toUpperCase();
    const own = join(directory, sessionId);
    for (const part of ['work', 'home', 'tmp']) await mkdir(join(own, part), { recursive: true });
    const expiry = setTimeout(() => void end(sessionId).catch(() => undefined), sessionTimeoutSeconds * 1_000).unref();
    sessions.set(sessionId, { directory: own, expiry });
    return c.json({ codeInterpreterIdentifier: interpreterId, sessionId, createdAt: new Date().toISOString() });
  });
  app.put('/code-interpreters/:id/sessions/stop', async (c) => {
    const sessionId = c.req.query('sessionId') ?? '';
    find(sessions, sessionId);
    await end(sessionId);
    return c.json({ codeInterpreterIdentifier: interpreterId, sessionId, lastUpdatedAt: new Date().toISOString() });
  });
  app.post('/code-interpreters/:id/tools/invoke', async (c) => {
    const sessionId = c.req.header(SESSION_HEADER) ?? '';
    const session = find(sessions, sessionId);
    const call = await read(c, invokeSchema);
    const { signal } = c.req.raw;
    const result =
      call.name === 'writeFiles'
        ? await writeFiles(call.arguments.content, session)
        : await execute(call.arguments.code, session, { sandbox, signal });
    const frame = Buffer.from(toEventFrame('event', 'result', result));
    return c.body(frame, 200, { 'content-type': EVENT_STREAM, [SESSION_HEADER]: sessionId });
  });
  return {
    app,
    close: async () => {
      await Promise.all([...sessions.keys()].map(end));
    },
  };
}

function find(sessions: ReadonlyMap<string, Session>, id: string): Session {
  const session = sessions.get(id);
  if (session) return session;
  throw new AwsError('ResourceNotFoundException', 404, `Session ${id} not found.`);
}

/** @throws AwsError `ValidationException`, also for what is not implemented here */
async function read<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new AwsError(
    'ValidationException',
    400,
    `Not as documented, or not implemented locally: ${z.prettifyError(parsed.error)}`,
  );
}

function toResult(text: string, structuredContent: object, isError: boolean): object {
  return { content: [{ type: 'text', text }], structuredContent, isError };
}

async function writeFiles(files: readonly z.infer<typeof fileSchema>[], { directory }: Session): Promise<object> {
  for (const { path, text } of files) {
    // All names are those of files in the session's own directory.
    if (/[/\\\0]|^\.{1,2}$/.test(path)) throw new AwsError('ValidationException', 400, `${path} is not a file's name.`);
    await writeFile(join(directory, 'work', path), text);
  }
  return toResult('Successfully wrote all files.', {}, false);
}

interface Running {
  readonly sandbox: Sandbox;
  readonly signal: AbortSignal;
}

async function execute(code: string, { directory }: Session, { sandbox, signal }: Running): Promise<object> {
  const place = { directory: join(directory, 'work'), home: join(directory, 'home'), temporary: join(directory, 'tmp') };
  const program = join(place.temporary, 'program.py');
  const errors = join(place.temporary, 'errors');
  await writeFile(program, code);
  await writeFile(errors, '');
  const { exitCode, output, stopped, ms } = await sandbox.run({
    ...place,
    command: `python3 ${program} 2> ${errors}`,
    readOnly: [],
    packages: false,
    timeoutSeconds: PROGRAM_SECONDS,
    signal,
  });
  const said = (await readFile(errors, 'utf8')).slice(-MAX_ERROR);
  const stderr = [said, ...(stopped ? [`The program was stopped by its limit of ${stopped}.`] : [])].join('\n').trim();
  const isError = exitCode !== 0 || stopped !== undefined;
  return toResult(isError ? stderr : output, { stdout: output, stderr, exitCode, executionTime: ms / 1_000 }, isError);
}
