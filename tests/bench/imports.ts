import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { percentile, printTable } from './table.ts';

const RUNS = 7;

/** Time to import each Lambda's bundle, against bare Node and against the AWS SDK client it cannot do without. */
export async function benchImports(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'stepwright-bench-'));
  try {
    const bare = importTime(undefined);
    const sdk = join(directory, 'sdk.mjs');
    writeFileSync(join(directory, 'sdk.ts'), "export { DynamoDBClient } from '@aws-sdk/client-dynamodb';\n");
    await bundle(join(directory, 'sdk.ts'), sdk);
    const sdkMs = importTime(sdk);
    const rows: (string | number)[][] = [
      ['(bare node)', 0, bare, 1, bare / sdkMs],
      ['(DynamoDB client)', statSync(sdk).size / 1024, sdkMs, sdkMs / bare, 1],
    ];
    for (const handler of globSync('lambdas/**/handler.ts').sort()) {
      const file = join(directory, `${handler.replaceAll('/', '-')}.mjs`);
      await bundle(handler, file);
      const ms = importTime(file);
      rows.push([handler.replace('/handler.ts', ''), statSync(file).size / 1024, ms, ms / bare, ms / sdkMs]);
    }
    printTable('Import of each Lambda', ['lambda', 'KiB', 'ms', '× node', '× client'], rows);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    absWorkingDir: process.cwd(),
    nodePaths: ['node_modules'],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'error',
    // Some dependencies are CommonJS inside: in an ES module they need a `require` to be made for them.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
}

/** Median milliseconds of a fresh process that imports the file and ends. */
function importTime(file: string | undefined): number {
  const script = file === undefined ? '' : `await import(${JSON.stringify(file)}); process.exit(0)`;
  const samples = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    spawnSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    return performance.now() - start;
  });
  return percentile(samples, 0.5);
}
