import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SandboxRun } from '#ports/sandbox.ts';

/** One line of the sandbox's table of mounts, as `SANDBOX_SCRIPT` takes it: kind, source, target. */
export type Mount = readonly [kind: 'read' | 'write' | 'device' | 'memory' | 'link' | 'text', source: string, target: string];

const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty'];

/** Where the package proxy's socket is seen inside. */
export const PROXY_SOCKET = '/run/packages.sock';

export interface LayoutInput extends Pick<SandboxRun, 'directory' | 'readOnly' | 'home' | 'temporary'> {
  readonly programs: readonly string[];
  /** The package proxy's socket, when the command may reach it. */
  readonly socket: string | undefined;
}

/** What a command sees of the disk: programs to read, its own directories to write, and nothing else. Later lines cover earlier ones. */
export function toMounts({ directory, readOnly, home, temporary, programs, socket }: LayoutInput): Mount[] {
  return [
    ['write', temporary, '/tmp'],
    ['write', temporary, '/var/tmp'],
    ...programs.map(toProgram),
    ['text', '127.0.0.1 localhost\n::1 localhost', '/etc/hosts'],
    // The checkout belongs to somebody else than who runs there, which git would refuse.
    ['text', '[safe]\n\tdirectory = *', '/etc/gitconfig'],
    ['memory', 'mode=755,size=1m', '/dev'],
    ...DEVICES.map((name): Mount => ['device', `/dev/${name}`, `/dev/${name}`]),
    ['memory', 'mode=1777,size=256m', '/dev/shm'],
    ['memory', 'mode=755,size=64k', '/dev/pts'],
    ['link', 'pts/ptmx', '/dev/ptmx'],
    ['link', '/proc/self/fd', '/dev/fd'],
    ['link', '/proc/self/fd/0', '/dev/stdin'],
    ['link', '/proc/self/fd/1', '/dev/stdout'],
    ['link', '/proc/self/fd/2', '/dev/stderr'],
    ['memory', 'mode=755,size=1m', '/run'],
    ...(socket === undefined ? [] : [['device', socket, PROXY_SOCKET] as const]),
    ...[temporary, home, directory].map((own): Mount => ['write', own, own]),
    ...readOnly.filter((place) => existsSync(place)).map((place): Mount => ['read', place, place]),
  ];
}

/** A system's `/bin` may be a link to `/usr/bin`, and stays one. */
function toProgram(place: string): Mount {
  const isLink = dirname(place) === '/' && lstatSync(place).isSymbolicLink();
  return isLink ? ['link', readlinkSync(place), place] : ['read', place, place];
}
