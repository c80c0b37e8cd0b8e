import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalOptions, parseOptions, readTicketFile } from './options.ts';
import { checkMachine, sentenceFor } from './preflight.ts';
import { runDemo } from './demo/demo.ts';
import { fileTicket } from './demo/file-ticket.ts';
import { toReport } from './demo/report.ts';
import { type LocalEnvironment, startLocal } from './start.ts';
import { INTERRUPTED, listenForStop } from './terminal/stop-signal.ts';
import { toWelcomeText, toWhereToLookText } from './terminal/welcome.ts';

/** How long a part may take to stop after something else failed for good. */
const STOP_WITHIN_MS = 5_000;
let givingUp = false;

const SAMPLE_TICKET = new URL('./sample/ticket.md', import.meta.url).pathname;

/** What `npm start` runs; ends the process with 0 when all went well. */
export async function main(argv: readonly string[]): Promise<void> {
  let options: LocalOptions | undefined;
  try {
    const parsed = parseOptions(argv, process.env);
    if (parsed === 'help') return;
    options = parsed;
    checkMachine(parsed);
    process.exitCode = await run(parsed);
  } catch (error) {
    // What fails while everything is being given up is only its consequence.
    if (givingUp) return;
    say(error, options);
    process.exit(1);
  }
}

async function run(options: LocalOptions): Promise<number> {
  const signal = listenForStop();
  const running: { environment?: LocalEnvironment } = {};
  // A disk that fills up or a part that dies cannot be repaired from here: stop with the sentence that says why.
  const fatal = (error: unknown): void => void giveUp(error, options, () => running.environment?.stop());
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  const environment = await startLocal(options, fatal);
  running.environment = environment;
  try {
    if (signal.aborted) return codeOf(options);
    return options.demo ? await demonstrate(environment, options, signal) : await idle(environment, signal);
  } finally {
    await environment.stop();
  }
}

/** Being stopped is what `npm start` waits for in the end; with `--exit` it waits for the task. */
function codeOf(options: LocalOptions): number {
  return options.exit ? INTERRUPTED : 0;
}

async function idle(environment: LocalEnvironment, signal: AbortSignal): Promise<number> {
  print(environment.isolation.says);
  print(`ready ${environment.local.ingress}`);
  await aborted(signal);
  return 0;
}

async function demonstrate(environment: LocalEnvironment, options: LocalOptions, signal: AbortSignal): Promise<number> {
  print(toWelcomeText(environment.local, { model: options.model, isolation: environment.isolation }));
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
  if (result === undefined || signal.aborted) return codeOf(options);
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

/** Says why, stops what can still be stopped, and ends the process; said once, whatever fails meanwhile. */
async function giveUp(cause: unknown, options: LocalOptions, stop: () => Promise<void> | undefined): Promise<void> {
  if (givingUp) return;
  givingUp = true;
  say(cause, options);
  const limit = sleep(STOP_WITHIN_MS);
  await Promise.race([stop(), limit]).catch(() => undefined);
  process.exit(1);
}

function say(error: unknown, options: LocalOptions | undefined): void {
  const context = { port: options?.port ?? 0, dataDir: options?.dataDir ?? '' };
  const sentence = sentenceFor(error, context);
  process.stderr.write(`${sentence ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
}
