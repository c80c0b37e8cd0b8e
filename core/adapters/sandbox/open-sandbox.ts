import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { PolicyError } from '#domain/errors.ts';
import type { Isolation, Sandbox, SandboxRun } from '#ports/sandbox.ts';
import type { Turns } from '#ports/turns.ts';
import { toMounts } from './layout.ts';
import { type CommandLimits, LIMITS } from './limits.ts';
import { openPackageProxy, type PackageProxy } from './package-proxy.ts';
import { type Launch, runCommand } from './run-command.ts';
import { LIMITED_SCRIPT, RELAY_PROGRAM, SANDBOX_SCRIPT } from './scripts.ts';
import { findToolchains, type Toolchains } from './toolchains.ts';

export interface SandboxInput {
  /** Where programs are found, as in PATH; our own node comes first. */
  readonly path: string;
  /** The user's home, where some toolchains are; none of it is shown but their programs. */
  readonly home?: string | undefined;
  readonly limits?: Partial<CommandLimits>;
  /** Hosts that package managers may reach besides the public registries, as `name` or `name:port`. */
  readonly packageHosts?: readonly string[];
  /** True refuses to run anything where there are no namespaces. */
  readonly required?: boolean;
  /** False leaves the namespaces out although the machine may have them. */
  readonly namespaces?: boolean;
  /** Commands of many sessions at once would only make each other time out; their time counts from their turn. All run at once when absent. */
  readonly turns?: Turns;
}

/** How namespaces are entered: by the system's root, who then becomes nobody, or by a user in a namespace of its own. */
type Way = 'root' | 'user';

const NOBODY = 65_534;
const NAMESPACES = ['--mount', '--pid', '--net', '--ipc', '--uts', '--fork', '--kill-child'];
const PROXY_PORT = 3128;
const KIB = 1024;
/** What a user may have altogether where processes cannot be counted for one command. */
const USER_PROCESSES = 16_384;

interface Opened {
  readonly path: string;
  readonly limits: CommandLimits;
  readonly toolchains: Toolchains;
  readonly proxy: PackageProxy;
}

/** The sandbox of this machine: Linux namespaces where it lets us have them, limits alone elsewhere. */
export function openSandbox(input: SandboxInput): Sandbox {
  const path = searchPath(input.path);
  const opened: Opened = {
    path,
    limits: { ...LIMITS, ...input.limits },
    toolchains: findToolchains(path, input.home),
    proxy: openPackageProxy(input.packageHosts ?? []),
  };
  let detected: Promise<Detected> | undefined;
  const detect = (): Promise<Detected> =>
    (detected ??= input.namespaces === false ? Promise.resolve(NOT_WANTED) : tryWays(opened));
  return {
    isolation: async () => (await detect()).isolation,
    run: async (run) => {
      const { way, isolation } = await detect();
      if (way === undefined && input.required === true) throw missing(isolation);
      const launch = async () => runCommand(way === undefined ? toLimited(opened, run) : await toSandboxed(opened, run, way));
      return input.turns ? input.turns.take(launch, run.signal) : launch();
    },
  };
}

function missing({ says }: Isolation): PolicyError {
  return new PolicyError(`There is no sandbox here, and STEPWRIGHT_SANDBOX says that one is required. ${says}`, {
    code: 'SANDBOX_MISSING',
    kind: 'config',
    remedy: 'Let the agent make namespaces, or set the sandbox to "preferred" if you trust all repositories.',
  });
}

/** Our own tools (`node_modules/.bin`, put there by npm) are none of the repository's business; our node is. */
function searchPath(path: string): string {
  const others = path.split(delimiter).filter((entry) => entry !== '' && !/node_modules\/(?:.*\/)?\.bin\/?$/.test(entry));
  return [dirname(process.execPath), ...others].join(delimiter);
}

interface Detected {
  readonly way: Way | undefined;
  readonly isolation: Isolation;
}

const UNSAFE = 'Repository code runs WITHOUT a sandbox, as the user who runs this, with limits and a clean environment only';
const NOT_WANTED: Detected = { way: undefined, isolation: { isolated: false, says: `${UNSAFE}.` } };

/** Tries the way that this user has, by running something in it. */
async function tryWays(opened: Opened): Promise<Detected> {
  const way: Way = process.getuid?.() === 0 ? 'root' : 'user';
  const place = mkdtempSync(join(tmpdir(), 'stepwright-sandbox-'));
  const own = (name: string): string => join(place, name);
  try {
    await Promise.all(['work', 'home', 'tmp'].map((name) => mkdir(own(name))));
    await writeFile(own('secret'), '');
    const trial = { command: `test ! -e ${own('secret')} && echo works`, packages: false, readOnly: [] };
    const places = { directory: own('work'), home: own('home'), temporary: own('tmp') };
    const launch = await toSandboxed(opened, { ...trial, ...places, timeoutSeconds: 20, signal: undefined }, way);
    const { output } = await runCommand(launch);
    if (output === 'works\n') return { way, isolation: { isolated: true, says: saysOf(way) } };
    return withoutSandbox(output);
  } catch (error) {
    return withoutSandbox(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function saysOf(way: Way): string {
  const who = way === 'root' ? 'as nobody, ' : '';
  return `Repository code runs in a sandbox: ${who}with its own files, processes and network.`;
}

function withoutSandbox(because: string): Detected {
  const reason = because.replace(/\s+/g, ' ').trim().slice(0, 300);
  return { way: undefined, isolation: { isolated: false, says: `${UNSAFE} (${reason})` } };
}

function environmentOf({ path, toolchains }: Opened, run: SandboxRun): Record<string, string> {
  return {
    PATH: path,
    HOME: run.home,
    TMPDIR: run.temporary,
    LANG: 'C.UTF-8',
    CI: 'true',
    // Hooks are of no use here, and husky fails where it cannot install them.
    HUSKY: '0',
    ...toolchains.environment,
  };
}

/** What programs reserve and never use (Node half a gigabyte); what they use is watched. */
const RESERVED_BYTES = 2 * 1024 ** 3;

function kibibytes({ fileBytes, memoryBytes }: CommandLimits): [string, string] {
  return [String(Math.ceil(fileBytes / KIB)), String(Math.ceil((memoryBytes + RESERVED_BYTES) / KIB))];
}

function toLimited(opened: Opened, run: SandboxRun): Launch {
  const { command, directory, timeoutSeconds, signal } = run;
  const mark = randomUUID();
  const { limits } = opened;
  return {
    argv: ['/bin/bash', '-c', LIMITED_SCRIPT, 'bash', command, ...kibibytes(limits), String(USER_PROCESSES)],
    environment: { ...environmentOf(opened, run), RUN_MARK: mark },
    directory,
    marker: `RUN_MARK=${mark}`,
    timeoutSeconds,
    signal,
    limits,
  };
}

async function toSandboxed(opened: Opened, run: SandboxRun, way: Way): Promise<Launch> {
  const { command, directory, packages, timeoutSeconds, signal } = run;
  const { limits, toolchains, proxy } = opened;
  const socket = packages ? await proxy.socket() : undefined;
  const mounts = toMounts({ ...run, programs: toolchains.directories, socket });
  const user = way === 'root' ? NOBODY : (process.getuid?.() ?? NOBODY);
  const own = way === 'user' ? ['--user', '--map-root-user'] : [];
  const proxied = [String(packages ? PROXY_PORT : 0), process.execPath, RELAY_PROGRAM];
  const limited = [...kibibytes(limits), String(limits.processes)];
  const args = [way, String(user), directory, command, ...proxied, ...limited, ...mounts.flat()];
  return {
    argv: [
      'unshare',
      ...own,
      ...NAMESPACES,
      '--',
      '/bin/bash',
      '--noprofile',
      '--norc',
      '-c',
      SANDBOX_SCRIPT,
      'sandbox',
      ...args,
    ],
    environment: { ...environmentOf(opened, run), ...(packages ? proxyEnvironment() : {}) },
    directory,
    marker: undefined,
    timeoutSeconds,
    signal,
    limits,
  };
}

/** What this machine trusts; Node and pip bring lists of their own, which do not know a company's proxy. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** How package managers are told of a proxy: most read the first two, Yarn, Node, Maven and Gradle have their own. */
function proxyEnvironment(): Record<string, string> {
  const url = `http://127.0.0.1:${PROXY_PORT}`;
  const java = `-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=${PROXY_PORT}`;
  return {
    HTTP_PROXY: url,
    HTTPS_PROXY: url,
    http_proxy: url,
    https_proxy: url,
    NO_PROXY: 'localhost,127.0.0.1,::1',
    YARN_HTTP_PROXY: url,
    YARN_HTTPS_PROXY: url,
    NODE_USE_ENV_PROXY: '1',
    MAVEN_OPTS: java,
    GRADLE_OPTS: java,
    ...(existsSync(CERTIFICATES) ? { NODE_EXTRA_CA_CERTS: CERTIFICATES, PIP_CERT: CERTIFICATES } : {}),
  };
}
