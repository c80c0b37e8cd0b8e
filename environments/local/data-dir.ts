import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#domain/errors.ts';

/** Takes the data directory for this process; the returned function gives it back. @throws InputError when another environment has it. */
export function lockDataDir(dataDir: string): () => void {
  const file = join(dataDir, 'environment.pid');
  if (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8'));
    if (isEnvironment(pid)) {
      throw new InputError(
        `Another Stepwright (process ${pid}) uses ${dataDir}: stop it or choose another directory with --data DIR.`,
        {
          code: 'DATA_DIR_IN_USE',
        },
      );
    }
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

/** True when this process is alive and is one of ours: a number alone may have been given to somebody else since. */
function isEnvironment(pid: number): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('environments/local/main.js');
  } catch {
    return isAlive(pid) && !existsSync('/proc/self');
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
