import { existsSync, globSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { reportVerdicts } from './report-verdicts.ts';
import { runTerraform } from './terraform.ts';
import { validateStack } from './validate-stack.ts';

/** `npm run validate [-- NAME…]`: has Terraform validate what `npm run synth` wrote, of all environments or of those named. */
function main(names: readonly string[]): void {
  const directories = globSync('cdktf.out/stacks/*')
    .filter((path) => names.length === 0 || names.some((name) => basename(path).startsWith(`stepwright-${name}-`)))
    .filter((path) => existsSync(resolve(path, 'cdk.tf.json')))
    .toSorted((one, other) => one.localeCompare(other, 'en'));
  if (directories.length === 0) {
    console.error('There is nothing to validate: run `npm run synth` first.');
    process.exitCode = 2;
    return;
  }
  const verdicts = directories.map((path) => [basename(path), validateStack(path, runTerraform)] as const);
  const { text, exitCode } = reportVerdicts(Object.fromEntries(verdicts));
  console.log(text);
  process.exitCode = exitCode;
}

main(process.argv.slice(2));
