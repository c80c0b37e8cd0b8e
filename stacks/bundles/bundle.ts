import { build, type Metafile } from 'esbuild';
import { type Entry, ROOT } from './entries.ts';
import { oneLanguage } from './one-language.ts';
import type { Files } from './zip.ts';

/** The module that AWS loads in every archive; Lambda's handler is `index.handler`. */
export const ENTRY_FILE = 'index.mjs';

/** An entry with everything it needs, in files that may be copied anywhere. */
export interface Bundle {
  readonly entry: Entry;
  readonly files: Files;
  /** What esbuild knows of where the bytes come from. */
  readonly outputs: Metafile['outputs'];
}

/** Bundles an entry as ES modules; what it imports lazily becomes a file of its own, which a cold start does not read. */
export async function bundle(entry: Entry): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [{ in: entry.source, out: 'index' }],
    absWorkingDir: ROOT,
    outdir: '/',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    // The AWS SDK's ES modules: only what is used of them is taken along.
    mainFields: ['module', 'main'],
    target: entry.target,
    format: 'esm',
    plugins: [oneLanguage],
    write: false,
    metafile: true,
    logLevel: 'error',
    legalComments: 'none',
    // Some dependencies are CommonJS inside: in an ES module they need a `require` to be made for them.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  const files = Object.fromEntries(outputFiles.map(({ path, contents }) => [path.replace(/^\//, ''), contents]));
  return { entry, files, outputs: metafile.outputs };
}
