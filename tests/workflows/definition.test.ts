import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AGENT_TIME_LIMIT_SECONDS } from '#domain/agent.ts';
import { RESUME_STATES } from '#domain/task.ts';
import type { Definition, TaskState } from '#workflows/asl/types.ts';
import { assertValid } from '#workflows/asl/validate.ts';
import { toLifecyclePage } from '#workflows/reference/lifecycle-page.ts';
import { toWorkflowPage } from '#workflows/reference/workflow-page.ts';
import { TASK_DEFINITION } from '#workflows/task/definition.ts';
import { STEP_FUNCTIONS, withFunctionArns } from '#workflows/task/functions.ts';

const TASKS = Object.entries(TASK_DEFINITION.States).flatMap(([name, state]) => (state.Type === 'Task' ? [{ name, state }] : []));
const AGENT_STEPS = TASKS.filter(({ state }) => state.Arguments.FunctionName === '${DispatchAgentFunctionArn}');
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the task definition', () => {
  test('is valid', () => {
    expect(() => assertValid(TASK_DEFINITION)).not.toThrow();
  });

  test.each([
    ['a transition to nowhere', { ...TASK_DEFINITION, StartAt: 'Nowhere' }],
    [
      'a state that is never reached',
      { ...TASK_DEFINITION, States: { ...TASK_DEFINITION.States, Island: TASK_DEFINITION.States['Done'] } },
    ],
    ['JSONPath', { ...TASK_DEFINITION, QueryLanguage: 'JSONPath' }],
  ])('would be refused with %s', (_what, wrong) => {
    const definition: Definition = JSON.parse(JSON.stringify(wrong));
    expect(() => assertValid(definition)).toThrowError(expect.objectContaining({ code: 'DEFINITION_INVALID' }));
  });

  test.each(TASKS)('an error that $name does not retry leads to Finish, or from Finish to Failed', ({ name, state }) => {
    expect(state.Catch.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next: name === 'Finish' ? 'Failed' : 'Finish' });
  });

  test.each(AGENT_STEPS)('$name waits for a token, with a heartbeat and its agent’s time limit', ({ state }) => {
    const { agent } = payloadOf(state);
    expect(state.Resource).toBe('arn:aws:states:::lambda:invoke.waitForTaskToken');
    expect(state.HeartbeatSeconds).toBe(30);
    expect(Object.entries(AGENT_TIME_LIMIT_SECONDS)).toContainEqual([agent, state.TimeoutSeconds]);
    expect(payloadOf(state)['timeoutSeconds']).toBe(state.TimeoutSeconds);
  });

  test.each(AGENT_STEPS)(
    '$name is repeated once when its session is lost, and never on an error that would come again',
    ({ state }) => {
      const retried = state.Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(state.Retry[0]).toMatchObject({ ErrorEquals: ['States.HeartbeatTimeout'], MaxAttempts: 1 });
      expect(state.Retry[1]).toMatchObject({ JitterStrategy: 'FULL', MaxDelaySeconds: expect.any(Number), BackoffRate: 2 });
      for (const error of ['InputError', 'PolicyError', 'LimitError', 'States.Timeout', 'States.ALL', 'States.TaskFailed']) {
        expect(retried).not.toContain(error);
      }
    },
  );

  test('waiting for a human costs nothing and is bounded by the run’s own time limit', () => {
    for (const name of ['Ask', 'RequestApproval']) {
      expect(TASK_DEFINITION.States[name]).toMatchObject({
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        TimeoutSeconds: '{% $approvalTimeoutSeconds %}',
      });
    }
  });

  test.each(RESUME_STATES)('a run can begin at %s', (name) => {
    expect(Object.keys(TASK_DEFINITION.States)).toContain(name);
    const resume = JSON.stringify(TASK_DEFINITION.States['Resume']);
    expect(resume).toContain(`"${name}"`);
  });

  test('every step function is used, and each has a handler', async () => {
    const used = new Set(TASKS.map(({ state }) => state.Arguments.FunctionName.replace(/[${}]/g, '')));
    expect([...used].sort()).toEqual(Object.keys(STEP_FUNCTIONS).sort());
    for (const folder of Object.values(STEP_FUNCTIONS)) expect(read(`${folder}/handler.ts`)).toContain('function handler(');
  });
});

describe('withFunctionArns', () => {
  const arns = Object.fromEntries(Object.keys(STEP_FUNCTIONS).map((name) => [name, `arn:${name}`]));

  test('puts every ARN in its place and changes nothing else', () => {
    const text = JSON.stringify(withFunctionArns(TASK_DEFINITION, arns));
    expect(text).not.toContain('${');
    expect(text.replaceAll(/"arn:(\w+FunctionArn)"/g, '"${$1}"')).toBe(JSON.stringify(TASK_DEFINITION));
  });

  test('a missing ARN is named', () => {
    const { FinishFunctionArn: _missing, ...rest } = arns;
    expect(() => withFunctionArns(TASK_DEFINITION, rest)).toThrowError(/FinishFunctionArn/);
  });
});

describe('what is generated', () => {
  test.each([
    ['workflows/task/task.asl.json', `${JSON.stringify(TASK_DEFINITION, undefined, 2)}\n`],
    ['docs/reference/workflow.md', toWorkflowPage(TASK_DEFINITION)],
    ['docs/reference/lifecycle.md', toLifecyclePage()],
  ])('%s is up to date (npm run generate)', (path, content) => {
    expect(read(path)).toBe(content);
  });

  test('the diagram has every state and every transition', () => {
    const page = toWorkflowPage(TASK_DEFINITION);
    for (const [name, state] of Object.entries(TASK_DEFINITION.States)) {
      expect(page).toMatch(new RegExp(`^  ${name}[[({]`, 'm'));
      const targets = JSON.stringify(state).matchAll(/"(?:Next|Default)":"(\w+)"/g);
      for (const [, target] of targets) expect(page).toMatch(new RegExp(`^  ${name} -.*> ?.*${target}$`, 'm'));
    }
  });
});

function payloadOf({ Arguments: { Payload } }: TaskState): Record<string, unknown> {
  return Object.fromEntries(typeof Payload === 'object' && Payload !== null ? Object.entries(Payload) : []);
}
