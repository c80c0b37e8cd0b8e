import { type Command, Option } from 'commander';
import { type ApiOptions, type CallApi, openApi } from './api.ts';

/** What a command came to: what the API answered, how people read it, and what scripts are told. */
export interface Asked {
  readonly answer: unknown;
  readonly render: (answer: unknown) => string;
  readonly exitCode?: number;
}

/** Does something and prints what it came to. */
export type Tell = (options: AskOptions, ask: (api: CallApi) => Promise<Asked>) => Promise<void>;

export type AskOptions = ApiOptions & { readonly output: 'text' | 'json' };

/** Adds the options of every command that asks the API. */
export function withApi(command: Command): Command {
  return command
    .addOption(new Option('--url <url>', 'the ingress').default('http://127.0.0.1:8787').env('STEPWRIGHT_URL'))
    .addOption(new Option('--token <token>', 'an identity token; a local environment tells its own').env('STEPWRIGHT_TOKEN'))
    .option('--as <login>', 'whose token of a local environment to use')
    .addOption(new Option('--output <format>', 'how to answer').choices(['text', 'json']).default('text'));
}

/** Prints the answer as it was asked for, and hands on the exit code. */
export function tellTo(out: { write(text: string): unknown }, exit: (code: number) => void): Tell {
  return async (options, ask) => {
    const { answer, render, exitCode } = await ask(await openApi(options));
    out.write(`${options.output === 'json' ? JSON.stringify(answer) : render(answer)}\n`);
    if (exitCode !== undefined) exit(exitCode);
  };
}
