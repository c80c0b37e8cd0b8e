import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { InputError } from '#domain/errors.ts';
import { readModel } from './model-access.ts';

export interface LocalOptions {
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** File a ticket and follow it, or only start. */
  readonly demo: boolean;
  /** Approve without asking. */
  readonly yes: boolean;
  /** Stop when the task has ended. */
  readonly exit: boolean;
  /** The user's own repository and ticket instead of the sample. */
  readonly work: { readonly repoPath: string; readonly ticket: TicketText } | undefined;
  /** `bedrock:…`, `anthropic:…` or `openai:…`; undefined is the scripted model. */
  readonly model: string | undefined;
}

export interface TicketText {
  readonly summary: string;
  readonly description: string;
}

/** `help` when the user asked for it and was answered. */
export type ParsedOptions = LocalOptions | 'help';

/** Reads the command line and the environment. @throws InputError with what to correct. */
export function parseOptions(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ParsedOptions {
  const command = new Command('npm start --')
    .description('Runs Stepwright whole on this machine and carries a ticket to a green pull request.')
    .option('--port <number>', 'port of the ingress', '8787')
    .option('--data <dir>', 'where everything is kept', '.stepwright')
    .option('--no-demo', 'only start the environment')
    .option('--yes', 'approve the plan without asking', false)
    .option('--exit', 'stop when the task has ended; the last line is one JSON object', false)
    .option('--repo <path>', 'work on this git repository instead of the sample (needs --ticket and a model)')
    .option('--ticket <file>', 'the ticket: first line its title, the rest its description')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 'help';
    const message = error instanceof Error ? error.message.replace(/^error: |\.$/g, '') : String(error);
    throw new InputError(`${message}. Run "npm start -- --help" to see the options.`, { code: 'OPTION_INVALID', cause: error });
  }
  const given = command.opts<{
    port: string;
    data: string;
    demo: boolean;
    yes: boolean;
    exit: boolean;
    repo?: string;
    ticket?: string;
  }>();
  const model = readModel(env);
  return {
    port: toPort(given.port),
    dataDir: resolve(given.data),
    demo: given.demo,
    yes: given.yes,
    exit: given.exit,
    model,
    work: toWork(given, model),
  };
}

function toPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InputError(`--port takes a number from 0 to 65535, not "${text}".`, { code: 'OPTION_INVALID' });
}

function toWork(given: { repo?: string; ticket?: string }, model: string | undefined): LocalOptions['work'] {
  if (given.repo === undefined && given.ticket === undefined) return undefined;
  if (given.repo === undefined || given.ticket === undefined) {
    throw new InputError('--repo and --ticket belong together: give both.', { code: 'OPTION_INVALID' });
  }
  if (model === undefined) {
    throw new InputError(
      'The scripted model knows only the sample ticket. Set STEPWRIGHT_MODEL=bedrock:<id>, anthropic:<id> or openai:<id> to work on your own repository.',
      { code: 'MODEL_NEEDED' },
    );
  }
  const repoPath = resolve(given.repo);
  if (!existsSync(repoPath)) throw new InputError(`There is no repository at ${repoPath}.`, { code: 'OPTION_INVALID' });
  return { repoPath, ticket: readTicketFile(resolve(given.ticket)) };
}

/** Reads a ticket file: the first line that is not empty is the title, what follows the description. */
export function readTicketFile(file: string): TicketText {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`The ticket file ${file} cannot be read.`, { code: 'OPTION_INVALID', cause: error });
  }
  const [first = '', ...rest] = text.trim().split('\n');
  const summary = first.replace(/^#+\s*/, '').trim();
  if (summary === '') throw new InputError(`The ticket file ${file} is empty.`, { code: 'OPTION_INVALID' });
  return { summary, description: rest.join('\n').trim() };
}
