import { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, INVOKE, INVOKE_TOKEN, machineOf, openBench, ROLE } from './engine-bench.ts';

const pass = { Type: 'Pass', End: true };
const processor = { StartAt: 'B', States: { B: pass } };
const task = (more: object) =>
  machineOf({ A: { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'f' }, End: true, ...more } });
const state = (more: object) => machineOf({ A: { ...pass, ...more } });
const map = (more: object) => machineOf({ A: { Type: 'Map', ItemProcessor: processor, End: true, ...more } });

/** What must be refused, and what the refusal must name. */
const REFUSALS: readonly (readonly [rule: string, definition: object | string, names: RegExp])[] = [
  ['text that is not JSON', '{', /INVALID_JSON/],
  [
    'a machine without QueryLanguage, which means JSONPath',
    { StartAt: 'A', States: { A: pass } },
    /QueryLanguage.*JSONata.*not JSONPath/,
  ],
  ['JSONPath by name', { QueryLanguage: 'JSONPath', StartAt: 'A', States: { A: pass } }, /QueryLanguage.*"JSONPath"/],
  ['JSONPath in one state', state({ QueryLanguage: 'JSONPath' }), /QueryLanguage.*state 'A'/],
  ['InputPath', state({ InputPath: '$.x' }), /'InputPath'.*JSONPath.*state 'A'/],
  ['Parameters', state({ Parameters: {} }), /'Parameters'.*state 'A'/],
  ['ResultPath', task({ ResultPath: '$.x' }), /'ResultPath'.*state 'A'/],
  ['Result', state({ Result: 1 }), /'Result'.*state 'A'/],
  ['an unknown field of a state', state({ Colour: 'red' }), /'Colour' is not supported.*state 'A', at \/States\/A\/Colour/],
  ['an unknown field of the machine', machineOf({ A: pass }, { Colour: 1 }), /'Colour' is not supported of the state machine/],
  ['an unknown state type', machineOf({ A: { Type: 'Loop', End: true } }), /'Type'.*state 'A'/],
  ['Credentials', task({ Credentials: { RoleArn: 'x' } }), /'Credentials'.*state 'A'/],
  ['a resource of another service', task({ Resource: 'arn:aws:states:::sqs:sendMessage' }), /sqs:sendMessage.*state 'A'/],
  ['lambda:invoke.sync', task({ Resource: 'arn:aws:states:::lambda:invoke.sync' }), /invoke\.sync.*state 'A'/],
  ['an activity', task({ Resource: 'arn:aws:states:us-east-1:000000000000:activity:x' }), /activity.*state 'A'/],
  [
    'a field of Arguments it does not know',
    task({ Arguments: { FunctionName: 'f', InvocationType: 'Event' } }),
    /Arguments\.InvocationType.*state 'A'/,
  ],
  ['Arguments without a function', task({ Arguments: { Payload: 1 } }), /FunctionName.*state 'A'/],
  ['a heartbeat where nobody could send one', task({ HeartbeatSeconds: 5 }), /HeartbeatSeconds.*state 'A'/],
  [
    'a heartbeat longer than the time limit',
    task({ Resource: INVOKE_TOKEN, HeartbeatSeconds: 5, TimeoutSeconds: 5 }),
    /HeartbeatSeconds.*state 'A'/,
  ],
  ['a time limit of 0', task({ TimeoutSeconds: 0 }), /'TimeoutSeconds'.*state 'A'/],
  [
    'the distributed Map',
    map({ ItemProcessor: { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } } }),
    /INLINE.*state 'A'/,
  ],
  ['ItemReader', map({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } }), /'ItemReader'.*distributed Map.*state 'A'/],
  ['ResultWriter', map({ ResultWriter: { Resource: 'arn:aws:states:::s3:putObject' } }), /'ResultWriter'.*state 'A'/],
  ['ItemBatcher', map({ ItemBatcher: { MaxItemsPerBatch: 2 } }), /'ItemBatcher'.*state 'A'/],
  ['ToleratedFailureCount', map({ ToleratedFailureCount: 2 }), /'ToleratedFailureCount'.*state 'A'/],
  [
    'Iterator',
    machineOf({ A: { Type: 'Map', Iterator: processor, ItemProcessor: processor, End: true } }),
    /'Iterator'.*ItemProcessor.*state 'A'/,
  ],
  [
    'a field inside a branch, by the name of its state',
    machineOf({ A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { ...pass, Colour: 1 } } }], End: true } }),
    /'Colour'.*state 'B'/,
  ],
  ['a Next that is no state', machineOf({ A: { Type: 'Pass', Next: 'Z' } }), /'Z'.*state 'A'/],
  ['a StartAt that is no state', { QueryLanguage: 'JSONata', StartAt: 'Z', States: { A: pass } }, /StartAt.*'Z'/],
  [
    'a state named like a property of every object',
    { QueryLanguage: 'JSONata', StartAt: 'toString', States: { A: pass } },
    /StartAt/,
  ],
  ['neither Next nor End', machineOf({ A: { Type: 'Pass' } }), /Next.*End.*state 'A'/],
  ['Next and End', machineOf({ A: { ...pass, Next: 'A' } }), /Next.*End.*state 'A'/],
  [
    'Wait for two things',
    machineOf({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2030-01-01T00:00:00Z', End: true } }),
    /Seconds.*Timestamp.*state 'A'/,
  ],
  ['Wait for nothing', machineOf({ A: { Type: 'Wait', End: true } }), /Seconds.*state 'A'/],
  ['an expression that is not JSONata', state({ Output: { x: '{% 1 + %}' } }), /'Output\/x' is not JSONata.*state 'A'/],
  [
    'a Condition that is no expression',
    machineOf({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'A' }] } }),
    /'Condition'.*state 'A'/,
  ],
  [
    'a rule of JSONPath',
    machineOf({ A: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'B' }] }, B: pass }),
    /state 'A'/,
  ],
  ['States.ALL beside others', task({ Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] }), /States\.ALL.*state 'A'/],
  [
    'States.ALL before others',
    task({
      Catch: [
        { ErrorEquals: ['States.ALL'], Next: 'A' },
        { ErrorEquals: ['X'], Next: 'A' },
      ],
    }),
    /States\.ALL.*state 'A'/,
  ],
  ['a backoff below 1', task({ Retry: [{ ErrorEquals: ['X'], BackoffRate: 0.5 }] }), /'BackoffRate'.*state 'A'/],
  ['JSONata in Retry', task({ Retry: [{ ErrorEquals: ['X'], MaxAttempts: '{% 1 %}' }] }), /'MaxAttempts'.*state 'A'/],
  [
    'a delay limit below the interval',
    task({ Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 5, MaxDelaySeconds: 5 }] }),
    /MaxDelaySeconds.*state 'A'/,
  ],
  ['Retry where there is nothing to retry', state({ Retry: [] }), /'Retry'.*state 'A'/],
  ['a variable named states', state({ Assign: { states: 1 } }), /'states'.*state 'A'/],
  [
    'a variable of an outer scope, assigned inside',
    machineOf({
      O: { Type: 'Pass', Assign: { x: 1 }, Next: 'A' },
      A: { Type: 'Map', ItemProcessor: { StartAt: 'B', States: { B: { ...pass, Assign: { x: 2 } } } }, End: true },
    }),
    /'x'.*state 'B'/,
  ],
  ['a way that never ends', machineOf({ A: { Type: 'Pass', Next: 'A' } }), /terminal/],
];

describe('CreateStateMachine refuses what it does not implement', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench.close());

  test.each(REFUSALS)('%s', async (_rule, definition, names) => {
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const creation = bench.client.send(new CreateStateMachineCommand({ name: 'refused', definition: text, roleArn: ROLE }));
    await expect(creation).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringMatching(/^Invalid State Machine Definition: '/),
      $metadata: { httpStatusCode: 400 },
    });
    await expect(creation).rejects.toThrow(names);
  });
});
