import { build, type BuildOptions, type Metafile } from 'esbuild';
import { type Entry, isLambda, ROOT } from './entries.ts';
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

/** What an entry starts in threads of its own, looked for beside the chunk that starts it. */
const THREADS: Readonly<Record<string, readonly { in: string; out: string }[]>> = {
  'agents-discovery': [{ in: 'core/localise/checkout/analysing-thread.ts', out: 'analysing-thread' }],
};

/** A Lambda is bundled behind what reports the errors that it did not expect. */
function toInput({ name, source }: Entry): Pick<BuildOptions, 'entryPoints' | 'stdin' | 'entryNames'> {
  if (!isLambda(name)) return { entryPoints: [{ in: source, out: 'index' }, ...(THREADS[name] ?? [])] };
  const contents = `
    import { handler as own } from './${source}';
    import { reportErrors } from '#lambdas/http/report-errors.ts';
    const open = async () => (await import('./${REPORTER_FILE}')).openErrorReporter(process.env.SENTRY_DSN);
    export const handler = reportErrors(own, '${name}', open);`;
  return { stdin: { contents, resolveDir: ROOT, sourcefile: 'index.ts', loader: 'ts' }, entryNames: 'index' };
}

/** Bundles an entry as ES modules; what it imports lazily becomes a file of its own, which a cold start does not read. */
export async function bundle(entry: Entry): Promise<Bundle> {
  const built = await buildModules(entry.target, { ...toInput(entry), splitting: true, external: [`./${REPORTER_FILE}`] });
  if (!isLambda(entry.name)) return { entry, ...built };
  reporter ??= buildModules(entry.target, { entryPoints: [{ in: REPORTER_SOURCE, out: REPORTER_FILE.replace('.mjs', '') }] });
  const { files, outputs } = await reporter;
  return { entry, files: { ...built.files, ...files }, outputs: { ...built.outputs, ...outputs } };
}

const REPORTER_SOURCE = 'core/adapters/sentry/open-error-reporter.ts';
const REPORTER_FILE = 'report-errors.mjs';

/** The same file in every Lambda, and so bundled once. */
let reporter: Promise<Omit<Bundle, 'entry'>> | undefined;

async function buildModules(target: Entry['target'], input: BuildOptions): Promise<Omit<Bundle, 'entry'>> {
  const { outputFiles, metafile } = await build({
    ...input,
    absWorkingDir: ROOT,
    outdir: '/',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    minify: true,
    platform: 'node',
    // The AWS SDK's ES modules: only what is used of them is taken along.
    mainFields: ['module', 'main'],
    target,
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
  return { files, outputs: metafile.outputs };
}
