import { findArtifact, type Artifacts } from './bundles/write-bundles.ts';
import { LambdaFunction } from './constructs/lambda-function.ts';
import type { Statement } from './constructs/policy.ts';
import type { FunctionSpec } from './functions.ts';
import { functionPart, nameOf } from './naming.ts';
import type { Place } from './network.ts';
import { toCallStatements, toRotationStatements, toSecretStatements, toTableStatements } from './permissions.ts';
import type { SecretsStack } from './secrets.ts';
import { type AgentArns, pickSettings, toSettings } from './settings.ts';
import type { StepwrightStack } from './stepwright-stack.ts';
import type { StorageStack } from './storage.ts';

/** What Lambdas of any stack need of the others. */
export interface FunctionContext {
  readonly storage: StorageStack;
  readonly secrets: SecretsStack;
  readonly agentArns: AgentArns;
  readonly artifacts: Artifacts;
  /** Where in a VPC they run, if in any. */
  readonly place: Place | undefined;
}

export interface FunctionExtras {
  readonly statements?: readonly Statement[];
  readonly reservedConcurrency?: number | undefined;
}

/** Adds the Lambda of a handler's folder, with the settings and permissions of its spec. */
export function addFunction(
  stack: StepwrightStack,
  [folder, spec]: readonly [folder: string, spec: FunctionSpec],
  { storage, secrets, agentArns, artifacts, place }: FunctionContext,
  extras: FunctionExtras = {},
): LambdaFunction {
  const { environment } = stack;
  const part = functionPart(folder);
  const secretArns = (spec.secrets ?? []).map((name) => secrets.arnOf(name));
  return new LambdaFunction(stack, part, {
    environment,
    name: nameOf(environment, part),
    artifact: findArtifact(artifacts, part),
    timeoutSeconds: spec.timeoutSeconds,
    variables: pickSettings(toSettings(environment, agentArns), [...spec.settings, 'SENTRY_DSN']),
    statements: [
      ...(spec.settings.includes('STEPWRIGHT_TABLE') ? toTableStatements(environment) : []),
      ...toCallStatements(environment, spec.calls ?? [], agentArns),
      ...toSecretStatements(secretArns),
      ...(spec.rotates ? toRotationStatements(secrets.arnOf(spec.rotates)) : []),
      ...(extras.statements ?? []),
    ],
    deadLetterArn: storage.deadLetters.arn,
    reservedConcurrency: extras.reservedConcurrency,
    place,
  });
}
