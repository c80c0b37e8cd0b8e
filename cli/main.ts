#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { Command, CommanderError, Option } from 'commander';
import { tellTo } from './ask.ts';
import { type DoctorOptions, examine } from './doctor.ts';
import { CliError, EXIT } from './exit.ts';
import { type ReceiveOptions, receive } from './receive.ts';
import { taskCommands } from './task-commands.ts';
import { toldCommands } from './told-commands.ts';
import { webhookCommand } from './webhook-command.ts';

/** The command line; writes to the given streams and answers the exit code. */
export async function runCli(
  argv: readonly string[],
  out: { write(text: string): unknown },
  err: { write(text: string): unknown },
): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command('stepwright')
    .description('Talks to a running Stepwright over HTTP.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) });
  const tell = tellTo(out, (exitCode) => {
    code = exitCode;
  });
  for (const command of [...taskCommands(tell), ...toldCommands(tell), webhookCommand(tell)]) addTo(program, command);
  program
    .command('receive')
    .description('Replay a recorded delivery (headers and body) with a fresh signature.')
    .argument('<file>', 'JSON: {"channel": "jira"|"github"|"slack"|"sentry", "headers": {…}, "body": …}')
    .addOption(new Option('--url <url>', 'the ingress').default('http://127.0.0.1:8787').env('STEPWRIGHT_URL'))
    .option('--keep-id', 'keep the recorded delivery id, as a vendor does when it sends again', false)
    .addOption(new Option('--output <format>', 'how to answer').choices(['text', 'json']).default('text'))
    .action(async (file: string, options: ReceiveOptions) => {
      const { text, exitCode } = await receive(file, options);
      out.write(`${text}\n`);
      code = exitCode;
    });
  program
    .command('doctor')
    .description('Look at this machine or, with --url, at an environment from outside.')
    .addOption(new Option('--url <url>', 'the ingress, with its stage if it has one').env('STEPWRIGHT_URL'))
    .option('--data <dir>', 'where a local environment keeps its data', '.stepwright')
    .addOption(new Option('--output <format>', 'how to answer').choices(['text', 'json']).default('text'))
    .action(async (options: DoctorOptions) => {
      const { text, exitCode } = await examine(options);
      out.write(`${text}\n`);
      code = exitCode;
    });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof CliError)) throw error;
    err.write(`${error.message}\n`);
    return error.exitCode;
  }
}

/** A command that is made apart ends and writes as the program does, as do those below it. */
function addTo(program: Command, command: Command): void {
  for (const one of [command, ...command.commands]) one.copyInheritedSettings(program);
  program.addCommand(command);
}

if (import.meta.main) process.exitCode = await runCli(process.argv.slice(2), process.stdout, process.stderr);
