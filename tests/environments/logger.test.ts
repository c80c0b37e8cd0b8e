import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fileLogger } from '#environments/local/logger.ts';

const directory = mkdtempSync(join(tmpdir(), 'stepwright-logger-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the log of the environment', () => {
  test('is one JSON object a line', () => {
    const file = join(directory, 'logs', 'part.log');
    fileLogger(file, 'part').warn('two\nlines', { n: 1 });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', part: 'part', message: 'two\nlines', n: 1 });
  });

  test('a line that cannot be written does not fail what it reports; it ends the process as an uncaught error', async () => {
    const { promise, resolve } = Promise.withResolvers<Error>();
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', resolve);
    expect(() => fileLogger('/dev/full', 'part').error('the disk is full')).not.toThrow();
    await expect(promise).resolves.toMatchObject({ code: 'ENOSPC' });
    for (const listener of others) process.on('uncaughtException', listener);
  });
});
