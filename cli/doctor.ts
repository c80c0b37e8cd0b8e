import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CliError, EXIT } from './exit.ts';
import { request } from './local.ts';

export interface DoctorOptions {
  /** The ingress of an environment; without it this machine is looked at. */
  readonly url?: string | undefined;
  readonly data: string;
  readonly output: 'text' | 'json';
}

/** What was looked at, and how it is; `warn` works, with less. */
interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'bad';
  readonly says: string;
}

/** Runs a program; undefined when it is not there. */
export type Run = (program: string, args: readonly string[]) => { readonly ok: boolean; readonly text: string } | undefined;

const runProgram: Run = (program, args) => {
  const { error, status, stdout, stderr } = spawnSync(program, [...args], { encoding: 'utf8', timeout: 10_000 });
  return error ? undefined : { ok: status === 0, text: `${stdout}${stderr}`.trim() };
};

/** Looks at this machine, or at an environment from outside; tells of each thing how it is and what to do. */
export async function examine(
  { url, data, output }: DoctorOptions,
  run: Run = runProgram,
): Promise<{ readonly text: string; readonly exitCode: number }> {
  const findings = url === undefined ? examineMachine(data, run) : await examineEnvironment(url);
  const exitCode = findings.some(({ state }) => state === 'bad') ? EXIT.refused : EXIT.ok;
  return { text: output === 'json' ? JSON.stringify(findings) : findings.map(toLine).join('\n'), exitCode };
}

function toLine({ what, state, says }: Finding): string {
  return `${state.padEnd(4)}  ${what.padEnd(10)}  ${says}`;
}

function examineMachine(data: string, run: Run): readonly Finding[] {
  return [examineNode(process.versions.node), examineGit(run), examineNamespaces(run), examineData(resolve(data))];
}

function examineNode(version: string): Finding {
  if (Number(version.split('.')[0]) >= 24) return { what: 'node', state: 'ok', says: version };
  return { what: 'node', state: 'bad', says: `${version}: start through npm, which brings Node 24 along after \`npm ci\`.` };
}

/** `git merge-tree --write-tree` came with 2.38. */
function examineGit(run: Run): Finding {
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(run('git', ['--version'])?.text ?? '') ?? []).map(Number);
  const version = `${major}.${minor}`;
  if (major > 2 || (major === 2 && minor >= 38)) return { what: 'git', state: 'ok', says: version };
  return { what: 'git', state: 'bad', says: major === 0 ? 'Install git 2.38 or newer.' : `${version}: install 2.38 or newer.` };
}

function examineNamespaces(run: Run): Finding {
  const made = run('unshare', ['--user', '--map-root-user', '--mount', '--pid', '--fork', '--net', 'true']);
  if (made?.ok) return { what: 'sandbox', state: 'ok', says: 'repository code runs in namespaces of its own, without network' };
  const why = made ? made.text.split('\n')[0] : 'there is no `unshare` (package util-linux)';
  return {
    what: 'sandbox',
    state: 'warn',
    says: `${why}: repository code runs within limits, but sees this machine’s files and network. Give it repositories that you trust.`,
  };
}

function examineData(directory: string): Finding {
  let nearest = directory;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  if (isWritable(nearest)) return { what: 'data', state: 'ok', says: directory };
  return { what: 'data', state: 'bad', says: `${nearest} cannot be written to: choose another directory with --data DIR.` };
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return statSync(directory).isDirectory();
  } catch {
    return false;
  }
}

const CHANNELS = ['jira', 'github', 'slack', 'sentry'] as const;

/** An unsigned delivery has to be refused as such: then the channel's program runs, and has its secret to check with. */
async function examineEnvironment(url: string): Promise<readonly Finding[]> {
  if (!URL.canParse(url)) throw new CliError(`--url takes an address such as http://127.0.0.1:8787, not "${url}".`);
  return Promise.all(CHANNELS.map((channel) => examineChannel(`${url.replace(/\/+$/, '')}/webhooks/${channel}`, channel)));
}

async function examineChannel(address: string, channel: string): Promise<Finding> {
  try {
    const headers = { 'content-type': 'application/json' };
    const { status } = await request(new URL(address), { method: 'POST', headers, body: '{}' });
    return {
      what: channel,
      state: status === 401 ? 'ok' : 'bad',
      says: MEANING[status] ?? (status >= 500 ? BROKEN : `answers ${status} to a delivery that is not signed`),
    };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { what: channel, state: 'bad', says: `Nothing answers at ${address}.` };
  }
}

const BROKEN = 'Its program fails: its log says why (settings, or a secret without a value).';

const MEANING: Readonly<Record<number, string>> = {
  200: 'TAKES DELIVERIES THAT NOBODY SIGNED: take it off the network and look at its program.',
  401: 'answers, and refuses what is not signed',
  403: 'A firewall or the API refuses before the channel is asked: look at the address, the stage and WAF’s log.',
  404: 'There is no such channel: is this the address of the ingress, with its stage?',
  429: 'The ingress lets nothing through just now: it is throttled.',
};
