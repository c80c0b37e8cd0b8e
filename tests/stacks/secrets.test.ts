import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { ofType, planOf } from './plan.ts';

const files = globSync(['lambdas/**/*.ts', 'agents/**/*.ts', 'core/**/*.ts']);
const inCode = new Set(files.flatMap((file) => readFileSync(file, 'utf8').match(/(?<=')stepwright\/[a-z/-]+(?=')/g) ?? []));

const namesIn = (data: typeof dev): string[] =>
  ofType(planOf(data), 'aws_secretsmanager_secret').map(({ attributes }) => String(attributes['name']));

test('the secrets are those that the code reads, and the one that AgentCore reads', () => {
  const { discovery, planning } = dev.agents;
  const agents = {
    ...dev.agents,
    discovery: { ...discovery, model: 'openai:gpt' },
    planning: { ...planning, model: 'anthropic:claude' },
  };
  expect(namesIn({ ...dev, agents }).sort()).toEqual([...inCode, 'stepwright/agentcore/credentials'].sort());
});

test('with models on Bedrock nobody keeps a key of another vendor', () => {
  expect(namesIn(dev).filter((name) => name.includes('/model/'))).toEqual([]);
});
