import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import type { AgentName } from '#domain/agent.ts';
import type { Logger } from '../logger.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const CACHE = join(ROOT, 'node_modules/.cache/stepwright');
/** Whatever may become part of a bundle, or change one: agents import the core and packages, and nothing else. */
const MADE_FROM = [
  'agents/**/*.ts',
  'core/**/*.ts',
  'environments/local/agentcore/bundle-agents.ts',
  'package.json',
  'node_modules/.package-lock.json',
];
const INPUT = /^((agents|core)\/.*\.ts$|node_modules\/)/;
const UNUSED_MS = 7 * 86_400_000;

/**
 * Answers each agent's program: its server.ts in a bundle, as in the cloud but readable, for reading nine hundred modules one
 * by one takes four times as long. Bundles are kept below `node_modules/.cache` for as long as nothing that they were made
 * from changes; where they cannot be written, or made, agents run from their sources. Never rejects.
 */
export async function bundleAgents(logger: Logger, cache = CACHE): Promise<(agent: AgentName) => string> {
  try {
    const directory = join(cache, `agents-${nameOfSources()}`);
    if (!existsSync(directory)) await write(directory);
    utimesSync(directory, new Date(), new Date());
    return (agent) => join(directory, `agents/${agent}/server.mjs`);
  } catch (error) {
    logger.warn('agents run from their sources, which takes longer to start', { error: String(error) });
    return (agent) => join(ROOT, `agents/${agent}/server.ts`);
  }
}

function nameOfSources(): string {
  const hash = createHash('sha256');
  for (const path of globSync(MADE_FROM, { cwd: ROOT }).toSorted()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/** Others may be at it, too: who is first has written it. */
async function write(directory: string): Promise<void> {
  const cache = join(directory, '..');
  mkdirSync(cache, { recursive: true });
  removeUnused(cache);
  const own = mkdtempSync(`${directory}-`);
  try {
    await bundleInto(own);
    renameSync(own, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** A process that runs from one may still have to be started again. */
function removeUnused(cache: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const used = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - used > UNUSED_MS) rmSync(path, { recursive: true, force: true });
  }
}

async function bundleInto(outdir: string): Promise<void> {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [
      ...globSync('agents/*/server.ts', { cwd: ROOT, exclude: ['agents/harness'] }).map(toOwnPlace),
      // Looked for beside the chunk that starts it, which the thread shares.
      { in: 'core/localise/checkout/analysing-thread.ts', out: 'analysing-thread' },
    ],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    // The AWS SDK's ES modules: only what is used of them is taken along.
    mainFields: ['module', 'main'],
    target: 'node24',
    format: 'esm',
    metafile: true,
    logLevel: 'silent',
    // Some dependencies are CommonJS inside: in an ES module they need a `require` to be made for them.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  const foreign = Object.keys(metafile.inputs).find((path) => !INPUT.test(path));
  if (foreign !== undefined) throw new Error(`${foreign} is part of a bundle, and not of what names it`);
}

function toOwnPlace(source: string): { in: string; out: string } {
  return { in: source, out: source.replace(/\.ts$/, '') };
}
