import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import { AGENT_NAMES } from '#domain/agent.ts';
import { bundleAgents } from '#environments/local/agentcore/bundle-agents.ts';
import { type Logger, silentLogger } from '#environments/local/logger.ts';

const cache = mkdtempSync(join(tmpdir(), 'stepwright-bundles-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const DAYS = 86_400_000;

function place(name: string, ageMs: number): void {
  const then = new Date(Date.now() - ageMs);
  mkdirSync(join(cache, name));
  utimesSync(join(cache, name), then, then);
}

describe('agents in bundles', () => {
  test('two that bundle at once leave one bundle of each agent, and only what nobody has used for a week goes', async () => {
    place('agents-of-last-month', 30 * DAYS);
    place('agents-of-yesterday', DAYS);
    const [entryOf] = await Promise.all([bundleAgents(silentLogger, cache), bundleAgents(silentLogger, cache)]);
    expect(AGENT_NAMES.map(entryOf).filter((entry) => !existsSync(entry))).toEqual([]);
    expect(readdirSync(cache)).toHaveLength(2);
    expect(readdirSync(cache)).toContain('agents-of-yesterday');
  });

  test('they are made once, until what they are made from changes', async () => {
    const entryOf = await bundleAgents(silentLogger, cache);
    writeFileSync(entryOf('planning'), 'kept');
    const again = await bundleAgents(silentLogger, cache);
    expect(readFileSync(again('planning'), 'utf8')).toBe('kept');
  });

  test('the program of discovery’s threads is where discovery looks for it', async () => {
    const entryOf = await bundleAgents(silentLogger, cache);
    const directory = join(entryOf('discovery'), '../../..');
    const chunks = readdirSync(directory).filter((name) => name.endsWith('.mjs'));
    const starting = chunks.filter((name) => readFileSync(join(directory, name), 'utf8').includes('`./analysing-thread$'));
    expect(starting).toHaveLength(1);
    const thread = new Worker(join(directory, 'analysing-thread.mjs'));
    thread.postMessage([{ key: 'k', path: 'a.ts', content: Buffer.from('export const quote = 1;') }], []);
    const [answer] = await once(thread, 'message');
    await thread.terminate();
    expect(JSON.stringify(answer)).toContain('quote');
  });

  test('where nothing can be written they run from their sources, which the log says', async () => {
    const file = join(cache, 'a-file');
    writeFileSync(file, '');
    const warned: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (message) => void warned.push(message) };
    const entryOf = await bundleAgents(logger, join(file, 'below'));
    expect(AGENT_NAMES.map(entryOf).filter((entry) => !/agents\/[a-z-]+\/server\.ts$/.test(entry) || !existsSync(entry))).toEqual(
      [],
    );
    expect(warned).toHaveLength(1);
  });
});
