import { z } from 'zod';
import { AGENT_NAMES, AGENT_TIME_LIMIT_SECONDS } from '#domain/agent.ts';
import { InputError } from '#domain/errors.ts';
import { profilesOf } from './regions.ts';
import { type Environment, type EnvironmentData, environmentSchema } from './schema.ts';

/** One thing to correct: where, and what to do about it. */
type Problem = readonly [path: string, remedy: string];

/** Checks an environment's data. @throws InputError `ENVIRONMENT_INVALID` with the path and the remedy of every problem */
export function readEnvironment(data: EnvironmentData): Environment {
  const parsed = environmentSchema.safeParse(data, { error: explain });
  if (!parsed.success) {
    throw refusal(
      data.name,
      parsed.error.issues.map(({ path, message }) => [path.join('.') || 'environment', message]),
    );
  }
  const problems = [
    ...checkModels(parsed.data),
    ...checkLifetimes(parsed.data),
    ...checkDomain(parsed.data),
    ...checkZones(parsed.data),
  ];
  if (problems.length > 0) throw refusal(data.name, problems);
  return parsed.data;
}

function refusal(name: unknown, problems: readonly Problem[]): InputError {
  const lines = problems.map(([path, remedy]) => `  ${path}: ${remedy}`);
  return new InputError(`The environment ${JSON.stringify(name)} is not right:\n${lines.join('\n')}`, {
    code: 'ENVIRONMENT_INVALID',
    remedy: 'Correct the data in environments/; what each field means is in environments/schema.ts.',
  });
}

/** What zod alone would say without a remedy. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') return `remove ${issue.keys.join(', ')}, which nothing reads, or correct the spelling`;
  if (issue.code !== 'invalid_type') return undefined;
  return issue.input === undefined ? `add it: a value of type ${issue.expected}` : `give a value of type ${issue.expected}`;
}

/** Newer models on Bedrock are called through an inference profile only, and a region calls those of its own geography. */
function checkModels({ region, agents }: Environment): readonly Problem[] {
  const profiles = profilesOf(region);
  return AGENT_NAMES.flatMap((agent): Problem[] => {
    const [vendor, id] = splitModel(agents[agent].model);
    if (vendor !== 'bedrock' || profiles.includes(id.split('.')[0] ?? '')) return [];
    const asked = profiles.map((profile) => `bedrock:${profile}.…`).join(' or ');
    return [[`agents.${agent}.model`, `name the model with an inference profile that ${region} can call: ${asked}`]];
  });
}

/** A session that ends before the step may would lose its work. */
function checkLifetimes({ agents }: Environment): readonly Problem[] {
  return AGENT_NAMES.flatMap((agent): Problem[] => {
    const limit = AGENT_TIME_LIMIT_SECONDS[agent];
    if (agents[agent].lifetimeSeconds >= limit) return [];
    return [[`agents.${agent}.lifetimeSeconds`, `give at least ${limit}: that is how long a step of this agent may take`]];
  });
}

/** A regional API takes certificates of its own region only. */
function checkDomain({ region, ingress }: Environment): readonly Problem[] {
  const certificateRegion = ingress.domain?.certificateArn.split(':')[3] ?? region;
  if (certificateRegion === region) return [];
  return [['ingress.domain.certificateArn', `give a certificate in ${region}: this one is in ${certificateRegion}`]];
}

/** Zones belong to a region. */
function checkZones({ region, network }: Environment): readonly Problem[] {
  const elsewhere = (network?.zones ?? []).filter((zone) => zone.slice(0, -1) !== region);
  return elsewhere.map((zone): Problem => ['network.zones', `name zones of ${region}: ${zone} is in another region`]);
}

/** Vendor and the vendor's own id of a model. */
function splitModel(model: string): readonly [vendor: string, id: string] {
  const at = model.indexOf(':');
  return [model.slice(0, at), model.slice(at + 1)];
}
