import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { openSandbox, type SandboxInput } from '#adapters/sandbox/open-sandbox.ts';
import type { CommandResult, SandboxRun } from '#ports/sandbox.ts';

const places: string[] = [];
afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true, force: true });
});

export interface SandboxPlace {
  /** Everything is below it: the checkout `work`, what the sandbox gives it, and whatever a test puts beside them. */
  readonly place: string;
  readonly work: string;
  readonly run: (command: string, more?: Partial<SandboxRun>) => Promise<CommandResult>;
}

/** A sandbox with directories of its own, and files beside them that nobody inside should see. */
export function openPlace(input: Partial<SandboxInput> = {}, files: Readonly<Record<string, string>> = {}): SandboxPlace {
  const place = mkdtempSync(join(tmpdir(), 'stepwright-place-'));
  places.push(place);
  const own = { directory: join(place, 'work'), home: join(place, 'own-home'), temporary: join(place, 'own-tmp') };
  for (const directory of Object.values(own)) mkdirSync(directory);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), content);
  }
  const sandbox = openSandbox({ path: process.env['PATH'] ?? '', home: process.env['HOME'], ...input });
  return {
    place,
    work: own.directory,
    run: (command, more = {}) =>
      sandbox.run({ command, ...own, readOnly: [], packages: false, timeoutSeconds: 20, signal: undefined, ...more }),
  };
}

/** What this machine lets us have. */
export const isolation = await openSandbox({ path: process.env['PATH'] ?? '', home: process.env['HOME'] }).isolation();
