import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import type { GitResult, SpawnedGit } from './spawner.ts';

/** Runs what it is sent and sends back what came of it; ends with the process that started it. */
process.on('message', (asked: SpawnedGit & { readonly id: number }) => {
  run(asked).then(
    (result) => process.send?.({ id: asked.id, ...result }),
    (error: unknown) => process.send?.({ id: asked.id, error: String(error) }),
  );
});

async function run({ args, env, input }: SpawnedGit): Promise<GitResult> {
  const child = spawn('git', args, { env });
  const closed = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  // A git that ends before it has read everything closes the pipe; its exit code tells why.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code, stdout, stderr] = await Promise.all([closed, buffer(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
