import { App } from 'cdktf';
import type { Environment } from '../environments/schema.ts';
import { AgentsStack } from './agents.ts';
import { ApiStack } from './api.ts';
import type { Artifacts } from './bundles/write-bundles.ts';
import { IngressStack } from './ingress.ts';
import { NetworkStack } from './network.ts';
import { ObservabilityStack } from './observability.ts';
import { SecretsStack } from './secrets.ts';
import type { StepwrightStack } from './stepwright-stack.ts';
import { StorageStack } from './storage.ts';
import { ToolsStack } from './tools.ts';
import { UsersStack } from './users.ts';
import { WorkflowStack } from './workflow.ts';

/** Names of stacks by their environment, in the order to apply them. */
type StackNames = Readonly<Record<string, readonly string[]>>;

/** Writes the Terraform JSON of these environments to `outdir` and answers the names of their stacks. */
export function synthesise(environments: readonly Environment[], artifacts: Artifacts, outdir: string): StackNames {
  const app = new App({ outdir });
  const stacks = environments.map((environment) => [environment.name, addStacks(app, environment, artifacts)] as const);
  app.synth();
  return Object.fromEntries(stacks.map(([name, own]) => [name, own.map((stack) => stack.node.id)]));
}

/** Every stack after those that it refers to. */
function addStacks(app: App, environment: Environment, artifacts: Artifacts): readonly StepwrightStack[] {
  const network = environment.network && new NetworkStack(app, environment, environment.network);
  const place = network?.place;
  const storage = new StorageStack(app, environment);
  const secrets = new SecretsStack(app, environment, storage.key);
  const users = new UsersStack(app, environment);
  const agents = new AgentsStack(app, environment, { storage, secrets, users, artifacts, place });
  const context = { storage, secrets, agentArns: agents.arns, artifacts, place };
  const workflow = new WorkflowStack(app, environment, context);
  const api = new ApiStack(app, environment, context, users);
  const ingress = new IngressStack(app, environment, context, api);
  const observability = new ObservabilityStack(app, environment, context);
  const first = network ? [network] : [];
  return [
    ...first,
    storage,
    secrets,
    users,
    agents,
    workflow,
    api,
    ingress,
    observability,
    new ToolsStack(app, environment, context),
  ];
}
