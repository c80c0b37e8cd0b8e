import { App } from 'cdktf';
import type { Environment } from '../environments/schema.ts';
import { WorkflowStack } from './workflow.ts';

/** Writes the Terraform JSON of these environments to `outdir` and answers the names of the stacks, in the order to apply them. */
export function synthesise(environments: readonly Environment[], outdir: string): readonly string[] {
  const app = new App({ outdir });
  const stacks = environments.map((environment) => new WorkflowStack(app, environment));
  app.synth();
  return stacks.map((stack) => stack.node.id);
}
