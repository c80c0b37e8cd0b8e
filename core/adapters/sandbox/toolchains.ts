import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Where a system keeps its programs; readable by everybody, so it holds no secrets. */
const SYSTEM = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/opt',
  '/nix/store',
  '/home/linuxbrew/.linuxbrew',
];

/** The parts of a toolchain's directory that are programs; others, such as `~/.cargo/credentials.toml`, stay out of sight. */
const PARTS = ['bin', 'sbin', 'shims', 'lib', 'lib64', 'libexec', 'include', 'versions', 'plugins', 'completions'];

/** What an installed Go or Java has besides; each is known by a file at its top. */
const INSTALLED = { marks: ['VERSION', 'release'], parts: ['pkg', 'src', 'conf', 'jmods', 'legal'] } as const;

export interface Toolchains {
  /** Directories of programs, to be seen at the same path. */
  readonly directories: readonly string[];
  /** What programs need in their environment to be found without the user's home. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The programs that a search path leads to, wherever a developer installed them, and nothing that lies beside them. */
export function findToolchains(path: string, home: string | undefined): Toolchains {
  const entries = path.split(delimiter).filter((entry) => entry.startsWith('/') && existsSync(entry));
  const own = entries.filter((entry) => !SYSTEM.some((top) => entry === top || entry.startsWith(`${top}/`)));
  const rustup = home === undefined ? undefined : join(home, '.rustup');
  const hasRustup = rustup !== undefined && existsSync(rustup);
  const found = [...SYSTEM, ...own.flatMap((entry) => [entry, ...partsBeside(entry, home)]), ...(hasRustup ? [rustup] : [])];
  return {
    directories: [...new Set(found)].filter((directory) => existsSync(directory)),
    environment: hasRustup ? { RUSTUP_HOME: rustup } : {},
  };
}

function partsBeside(entry: string, home: string | undefined): string[] {
  const top = dirname(entry);
  if (top === '/' || top === home || /node_modules/.test(entry)) return [];
  const installed = INSTALLED.marks.some((mark) => existsSync(join(top, mark)));
  return [...PARTS, ...(installed ? INSTALLED.parts : [])].map((part) => join(top, part));
}
