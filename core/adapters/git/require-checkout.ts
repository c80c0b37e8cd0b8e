import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UpstreamError } from '#domain/errors.ts';

/** True when there is a repository at this git directory. */
export function hasCheckout(gitDir: string): Promise<boolean> {
  return stat(join(gitDir, 'HEAD')).then(
    () => true,
    () => false,
  );
}

/** @throws UpstreamError `CHECKOUT_GONE`: where there is no sandbox, a command can delete it; the next try clones anew */
export async function requireCheckout(gitDir: string): Promise<void> {
  if (await hasCheckout(gitDir)) return;
  throw new UpstreamError('The checkout is gone: a command deleted it, with what was not saved.', {
    code: 'CHECKOUT_GONE',
    kind: 'compute',
    remedy: 'Retry the task: it goes on from what was saved.',
  });
}
