import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One directory for all that tests put into temporary files, which goes with the last of them. Its path is short, for sockets. */
export function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'sw-'));
  // Like the system's own: some tests are another user.
  chmodSync(directory, 0o1777);
  process.env['TMPDIR'] = directory;
  return () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}
