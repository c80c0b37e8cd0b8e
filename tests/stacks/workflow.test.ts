import { readFileSync } from 'node:fs';
import { Testing } from 'cdktf';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dev } from '#environments/dev.ts';
import { readEnvironment } from '#environments/read-environment.ts';
import { WorkflowStack } from '#stacks/workflow.ts';

const synthesised = z.object({
  resource: z.object({
    aws_sfn_state_machine: z.record(z.string(), z.object({ definition: z.string() })),
    aws_iam_role_policy: z.record(z.string(), z.object({ policy: z.string() })),
  }),
});

describe('workflow stack', () => {
  const stack = new WorkflowStack(Testing.app(), readEnvironment(dev));
  const { resource } = synthesised.parse(JSON.parse(Testing.synth(stack)));
  const deployed = resource.aws_sfn_state_machine['task']?.definition ?? '';
  const local = readFileSync(new URL('../../workflows/task/task.asl.json', import.meta.url), 'utf8');

  test('deploys the definition that runs locally, with every placeholder replaced', () => {
    expect(deployed.replace(/"arn:aws:lambda:[^"]+"/g, '"F"')).toBe(local.replace(/"\$\{\w+\}"/g, '"F"'));
  });

  test('the role may invoke exactly the functions that the definition names', () => {
    const named = [...new Set(deployed.match(/arn:aws:lambda:[^"]+/g))].sort();
    const { Statement } = z
      .object({ Statement: z.array(z.object({ Action: z.array(z.string()), Resource: z.array(z.string()) })) })
      .parse(JSON.parse(resource.aws_iam_role_policy['invoke-steps']?.policy ?? ''));
    expect(Statement.map((statement) => statement.Action)).toEqual([['lambda:InvokeFunction']]);
    expect(Statement[0]?.Resource.toSorted()).toEqual(named);
  });
});
