import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Agent } from '#agents/harness/agent.ts';
import { startAgent } from '#agents/harness/server.ts';

/**
 * A served agent for tests: the first attempt at a step hangs, with a child process beside it, until it is aborted or
 * killed; a resumed one finishes at once. What it does can be read from the task's events.
 */
const agent: Agent = {
  name: 'discovery',
  run: async (context) => {
    if (context.resumed) {
      await context.progress('resumed');
      return { type: 'question', question: 'Which unit?' };
    }
    const workspace = join(process.env['STEPWRIGHT_WORKSPACE_DIR'] ?? '', 'discovery');
    // Detached, as the commands of a repository are: the end of the agent's process group does not reach it.
    const child = spawn('sleep', ['600'], {
      stdio: 'ignore',
      detached: true,
      env: { PATH: '/usr/bin:/bin', HOME: `${workspace}/home` },
    });
    const aborted = new Promise<never>((_resolve, reject) => {
      context.signal.addEventListener('abort', () => {
        child.kill('SIGKILL');
        reject(context.signal.reason);
      });
    });
    await Promise.race([context.progress(`begun ${process.pid} ${child.pid}`), aborted]);
    return aborted;
  },
};

await startAgent('discovery', () => agent);
