import { readFile, statfs } from 'node:fs/promises';
import type { Stopped } from '#ports/sandbox.ts';
import type { CommandLimits } from './limits.ts';
import { findTree, type ProcessEntry } from './process-tree.ts';

export interface Watched {
  readonly leader: number;
  readonly marker: string | undefined;
  /** On the disk that it fills. */
  readonly directory: string;
  readonly limits: CommandLimits;
}

const EVERY_MS = 300;
const PAGE_BYTES = 4096;
/** A command that cannot start processes any more is stuck, and is told so rather than left to its time limit. */
const FULL = 0.95;

/** Looks at a running command now and then and tells once which limit it has met; answers what ends the watching. */
export function watch(watched: Watched, onMet: (limit: Stopped) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const look = async (): Promise<void> => {
    const met = await findMet(watched);
    if (ended) return;
    if (met) onMet(met);
    else timer = setTimeout(() => void look(), EVERY_MS);
  };
  timer = setTimeout(() => void look(), EVERY_MS);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

async function findMet({ leader, marker, directory, limits }: Watched): Promise<Stopped | undefined> {
  const tree = findTree(leader, marker);
  const threads = tree.reduce((sum, entry) => sum + entry.threads, 0);
  if (threads > limits.processes * FULL) return 'processes';
  const memory = (await Promise.all(tree.map(ownMemory))).reduce((sum, bytes) => sum + bytes, 0);
  if (memory > limits.memoryBytes) return 'memory';
  const disk = await statfs(directory).catch(() => undefined);
  return disk && disk.bavail * disk.bsize < limits.freeDiskBytes ? 'disk' : undefined;
}

/** Memory that the process shares with nobody, because what many share would count many times. */
async function ownMemory({ pid }: ProcessEntry): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  const [, resident = 0, shared = 0] = statm.split(' ').map(Number);
  return (resident - shared) * PAGE_BYTES;
}
