import { dev } from './environments/dev.ts';
import { prod } from './environments/prod.ts';
import { readEnvironment } from './environments/read-environment.ts';
import { staging } from './environments/staging.ts';
import { chooseEnvironments } from './stacks/choose-environments.ts';
import { synthesise } from './stacks/synthesise.ts';

/** `npm run synth [-- NAME…]`: the Terraform of all environments, or of those named, in `cdktf.out/`. */
function main(names: readonly string[]): void {
  const environments = chooseEnvironments([dev, staging, prod].map(readEnvironment), names);
  for (const stack of synthesise(environments, 'cdktf.out')) console.log(`cdktf.out/stacks/${stack}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
