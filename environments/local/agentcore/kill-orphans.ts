import { readdir, readFile } from 'node:fs/promises';

/**
 * Kills what a dead agent's sessions left running: every process whose HOME is below this directory, as that of all
 * commands in a workspace is; a person's shell in the same directory has a HOME of its own. AgentCore would end the whole
 * microVM. Does nothing where there is no /proc.
 */
export async function killOrphans(directory: string): Promise<void> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(pids.map(async (pid) => ((await livesIn(pid, directory)) ? [Number(pid)] : [])));
  for (const pid of found.flat()) kill(pid);
}

async function livesIn(pid: string, directory: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').some((variable) => variable.startsWith(`HOME=${directory}/`));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
