import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { InputError } from '#domain/errors.ts';

/** How long a killed process may take to let go of its files, in steps of 10 ms. */
const MAX_CHECKS = 500;

/**
 * Ends the engine that a pid file names when its owner is gone; does nothing when there is none, or when the number
 * belongs to another program by now. @throws InputError `DATA_DIR_IN_USE` when its owner lives.
 */
export async function endStale(pidFile: string, binary: string): Promise<void> {
  const recorded = readPids(pidFile);
  if (!recorded || !isRunning(recorded.engine, binary)) return;
  if (hasOwner(recorded)) {
    throw new InputError(`The process ${recorded.owner} uses this data directory: stop it, or choose another directory.`, {
      code: 'DATA_DIR_IN_USE',
    });
  }
  process.kill(recorded.engine, 'SIGKILL');
  for (let check = 0; check < MAX_CHECKS && isRunning(recorded.engine, binary); check += 1) await delay(10);
}

function readPids(pidFile: string): { engine: number; owner: number } | undefined {
  const [, engine, owner] = /^(\d+) (\d+)$/.exec(readText(pidFile)?.trim() ?? '') ?? [];
  return engine === undefined ? undefined : { engine: Number(engine), owner: Number(owner) };
}

function isRunning(pid: number, binary: string): boolean {
  try {
    // A deleted file (after a reinstall) still runs; Linux marks it so. A dead process nobody waited for has no file.
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '') === realpathSync(binary);
  } catch {
    return false;
  }
}

/** The engine's parent is the guard, and the guard's parent is the owner for as long as the owner lives. */
function hasOwner({ engine, owner }: { engine: number; owner: number }): boolean {
  const guard = parentOf(engine);
  return guard !== undefined && guard > 1 && parentOf(guard) === owner;
}

function parentOf(pid: number): number | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything; the state and the parent's id come after it.
  const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return parent === undefined ? undefined : Number(parent);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
