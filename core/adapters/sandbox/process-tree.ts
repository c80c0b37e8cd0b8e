import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly threads: number;
}

/**
 * Kills a child, everything it started, and what that left behind: processes of its session, their descendants, and
 * processes that carry `marker` in their environment although they detached themselves (a sandbox needs none: nothing
 * leaves its tree). Assumes the child leads a session of its own. Without /proc only the process group is killed.
 */
export async function killTree(leader: number, marker: string | undefined): Promise<void> {
  // What forks while it is being counted is found by the next round.
  for (let round = 0; round < 20; round += 1) {
    kill(-leader);
    const found = findTree(leader, marker);
    if (found.length === 0) return;
    for (const { pid } of found) kill(pid);
    await delay(5);
  }
}

/** The processes of a child's session, those that carry `marker`, and the descendants of all of them. */
export function findTree(leader: number, marker: string | undefined): ProcessEntry[] {
  const entries = listProcesses();
  const members = new Set<number>();
  for (const { pid, session } of entries) {
    if (pid === leader || session === leader || (marker !== undefined && carries(pid, marker))) members.add(pid);
  }
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const { pid, parent } of entries) if (members.has(parent)) members.add(pid);
  }
  members.delete(process.pid);
  return entries.filter(({ pid }) => members.has(pid));
}

function listProcesses(): ProcessEntry[] {
  const names = readProc(() => readdirSync('/proc')) ?? [];
  return names.filter((name) => /^\d+$/.test(name)).flatMap(readEntry);
}

function readEntry(name: string): ProcessEntry[] {
  const stat = readProc(() => readFileSync(`/proc/${name}/stat`, 'utf8')) ?? '';
  // The command's name is in parentheses and may contain anything, so fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, , session] = fields;
  if (state === undefined || state === 'Z' || state === 'X' || session === undefined) return [];
  return [{ pid: Number(name), parent: Number(parent), session: Number(session), threads: Number(fields[17] ?? 1) }];
}

function carries(pid: number, marker: string): boolean {
  return readProc(() => readFileSync(`/proc/${pid}/environ`, 'latin1'))?.includes(marker) === true;
}

/** The kernel answers at once; trips to other threads for each of some hundred small files would cost more than four times as much. */
function readProc<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
