import { type LocalOptions, parseOptions, readTicketFile } from './options.ts';
import { checkMachine, sentenceFor } from './preflight.ts';
import { runDemo } from './demo/demo.ts';
import { fileTicket } from './demo/file-ticket.ts';
import { toReport } from './demo/report.ts';
import { type LocalEnvironment, startLocal } from './start.ts';
import { toWelcomeText, toWhereToLookText } from './terminal/welcome.ts';

const SAMPLE_TICKET = new URL('./sample/ticket.md', import.meta.url).pathname;

/** What `npm start` runs; ends the process with 0 when all went well. */
export async function main(argv: readonly string[]): Promise<void> {
  let options: LocalOptions | undefined;
  try {
    const parsed = parseOptions(argv, process.env);
    if (parsed === 'help') return;
    options = parsed;
    checkMachine(parsed.dataDir);
    process.exitCode = await run(parsed);
  } catch (error) {
    fail(error, options);
  }
}

async function run(options: LocalOptions): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  const environment = await startLocal(options, (error) => fail(error, options));
  // A disk that fills up or a part that dies cannot be repaired from here: stop with the sentence that says why.
  process.on('uncaughtException', (error) => fail(error, options));
  process.on('unhandledRejection', (error) => fail(error, options));
  try {
    return options.demo ? await demonstrate(environment, options, stopping.signal) : await idle(environment, stopping.signal);
  } finally {
    await environment.stop();
  }
}

async function idle(environment: LocalEnvironment, signal: AbortSignal): Promise<number> {
  print(`ready ${environment.local.ingress}`);
  await aborted(signal);
  return 0;
}

async function demonstrate(environment: LocalEnvironment, options: LocalOptions, signal: AbortSignal): Promise<number> {
  print(toWelcomeText(environment.local, options.model));
  const ticket = options.work?.ticket ?? readTicketFile(SAMPLE_TICKET);
  const result = await runDemo(
    {
      store: environment.store,
      fileTicket: () => fileTicket(ticket, environment.label, environment.local.jira),
      say: environment.sayInSlack,
      print,
    },
    { yes: options.yes, signal },
  );
  if (result === undefined || signal.aborted) return 0;
  print(toWhereToLookText(result.task, environment.local, options.dataDir));
  if (!options.exit) {
    print('Everything stays up until Ctrl-C.');
    await aborted(signal);
    return 0;
  }
  print(JSON.stringify(toReport(result.task, result.events)));
  return result.task.status === 'completed' ? 0 : 1;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(error: unknown, options: LocalOptions | undefined): never {
  const context = { port: options?.port ?? 0, dataDir: options?.dataDir ?? '' };
  const sentence = sentenceFor(error, context);
  process.stderr.write(`${sentence ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
  process.exit(1);
}
