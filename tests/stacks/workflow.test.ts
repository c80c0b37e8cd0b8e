import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { STEP_FUNCTIONS } from '#workflows/task/functions.ts';
import { ofType, planOf, statementsOf } from './plan.ts';

const resources = planOf(dev);
const [machine] = ofType(resources, 'aws_sfn_state_machine');
const deployed = String(machine?.attributes['definition']);
const local = readFileSync(new URL('../../workflows/task/task.asl.json', import.meta.url), 'utf8');
const references = [...new Set(deployed.match(/\$\{[^}]+\}/g))].sort();

/** The resource that a reference such as `${aws_lambda_function.id.arn}` names. */
const resolve = (reference: string) => {
  const [type, id] = reference.slice(2, -1).split('.');
  return resources.find((resource) => resource.type === type && resource.id === id);
};

describe('the state machine', () => {
  test('has the definition that runs locally, but for the ARNs', () => {
    expect(deployed.replace(/\$\{aws_lambda_function[^}]+\}/g, 'F')).toBe(local.replace(/\$\{\w+\}/g, 'F'));
  });

  test('refers to a Lambda that exists for every step', () => {
    const names = references.map((reference) => String(resolve(reference)?.attributes['function_name']));
    const expected = Object.values(STEP_FUNCTIONS).map((folder) => `stepwright-dev-steps-${folder.split('/').at(-1)}`);
    expect(names.toSorted()).toEqual(expected.toSorted());
  });

  test('holds nothing else that Terraform would take for its own templates', () => {
    expect(deployed.replace(/\$\{aws_lambda_function[^}]+\}/g, '')).not.toMatch(/[$%]\{/);
  });

  test('may invoke exactly the Lambdas of its steps', () => {
    const role = statementsOf(resources).filter(({ resource }) => resource.attributes['name'] === 'stepwright-dev-workflow');
    const invoke = role.filter(({ actions }) => actions.includes('lambda:InvokeFunction'));
    expect(invoke.map((statement) => [...statement.resources].sort())).toEqual([references]);
  });

  test('logs errors without data, is traced, and has a published version behind its alias', () => {
    expect(machine?.attributes).toMatchObject({
      type: 'STANDARD',
      publish: true,
      logging_configuration: { level: 'ERROR', include_execution_data: false },
      tracing_configuration: { enabled: true },
    });
    const [alias] = ofType(resources, 'aws_sfn_alias');
    const version = `\${aws_sfn_state_machine.${machine?.id}.state_machine_version_arn}`;
    expect(alias?.attributes).toMatchObject({ routing_configuration: [{ state_machine_version_arn: version, weight: 100 }] });
  });

  test('is started at its alias, so that a deployment never changes a run that is being started', () => {
    const given = ofType(resources, 'aws_lambda_function').map(({ attributes }) => JSON.stringify(attributes['environment']));
    const arn = `arn:aws:states:us-east-1:000000000000:stateMachine:${String(machine?.attributes['name'])}:${String(ofType(resources, 'aws_sfn_alias')[0]?.attributes['name'])}`;
    const mentions = given.filter((text) => text.includes('STEPWRIGHT_STATE_MACHINE_ARN'));
    expect(mentions.length).toBeGreaterThan(0);
    expect(mentions.filter((text) => !text.includes(`"${arn}"`))).toEqual([]);
  });
});
