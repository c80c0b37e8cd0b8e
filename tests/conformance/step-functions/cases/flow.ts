import { expect } from 'vitest';
import { machineOf } from '../engine-bench.ts';
import type { AslCase } from './asl-case.ts';

const BIG = 'x'.repeat(200_000);

/** Pass, Choice, Wait, Succeed, Fail, variables and the data that flows between them. */
export const FLOW_CASES: readonly AslCase[] = [
  {
    rule: 'Pass hands its input on',
    definition: machineOf({ A: { Type: 'Pass', End: true } }),
    input: { n: 1 },
    status: 'SUCCEEDED',
    output: { n: 1 },
    events: ['PassStateEntered', 'PassStateExited'],
  },
  {
    rule: 'Output replaces the result, literals and expressions mixed',
    definition: machineOf({
      A: {
        Type: 'Pass',
        Output: { sum: '{% $states.input.a + $states.input.b %}', text: '$states.input', list: [1, '{% 2 %}', null] },
        End: true,
      },
    }),
    input: { a: 1, b: 2 },
    status: 'SUCCEEDED',
    output: { sum: 3, text: '$states.input', list: [1, 2, null] },
  },
  {
    rule: 'an Output that is a plain value is the output',
    definition: machineOf({ A: { Type: 'Pass', Output: 5, End: true } }),
    status: 'SUCCEEDED',
    output: 5,
  },
  {
    rule: 'an empty string and an expression over several lines are fine',
    definition: machineOf({ A: { Type: 'Pass', Output: { e: '', m: '{%\n 1 +\n 1\n%}' }, End: true } }),
    status: 'SUCCEEDED',
    output: { e: '', m: 2 },
  },
  {
    rule: 'Assign and Output of one state do not see each other; the next state sees the variables',
    definition: machineOf({
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: '{% $x + 1 %}', y: '{% $x %}' }, Output: '{% $x %}', Next: 'C' },
      C: { Type: 'Pass', Output: ['{% $states.input %}', '{% $x %}', '{% $y %}'], End: true },
    }),
    status: 'SUCCEEDED',
    output: [1, 2, 1],
  },
  {
    rule: 'Choice takes the first rule that is true, with its Assign and Output',
    definition: machineOf({
      A: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 5 %}', Next: 'Big' },
          {
            Condition: '{% $states.input.n > 3 %}',
            Next: 'Mid',
            Assign: { how: 'mid' },
            Output: { was: '{% $states.input.n %}' },
          },
        ],
        Default: 'Big',
      },
      Mid: { Type: 'Pass', Output: { how: '{% $how %}', in: '{% $states.input %}' }, End: true },
      Big: { Type: 'Fail' },
    }),
    input: { n: 4 },
    status: 'SUCCEEDED',
    output: { how: 'mid', in: { was: 4 } },
    events: ['ChoiceStateEntered', 'ChoiceStateExited', 'PassStateEntered', 'PassStateExited'],
  },
  {
    rule: 'the Assign and Output of the Choice itself belong to Default',
    definition: machineOf({
      A: {
        Type: 'Choice',
        Choices: [{ Condition: '{% false %}', Next: 'C' }],
        Default: 'B',
        Assign: { d: 1 },
        Output: 'by default',
      },
      B: { Type: 'Pass', Output: ['{% $d %}', '{% $states.input %}'], End: true },
      C: { Type: 'Fail' },
    }),
    status: 'SUCCEEDED',
    output: [1, 'by default'],
  },
  {
    rule: 'a Choice without a match and without Default fails with States.NoChoiceMatched',
    definition: machineOf({ A: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'B' }] }, B: { Type: 'Succeed' } }),
    status: 'FAILED',
    error: 'States.NoChoiceMatched',
    events: ['ChoiceStateEntered'],
  },
  {
    rule: 'a Condition that is not a boolean fails with States.QueryEvaluationError',
    definition: machineOf({ A: { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'B' }] }, B: { Type: 'Succeed' } }),
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause:
      /^An error occurred while executing the state 'A' \(entered at the event id #2\)\. The JSONata expression ''yes'' specified for the field 'Choices\[0\]\/Condition' returned an unexpected result type\. Expected 'boolean', but was 'string'\.$/,
    events: ['ChoiceStateEntered', 'EvaluationFailed'],
  },
  {
    rule: 'an expression that gives nothing fails with the field it stands in',
    definition: machineOf({ A: { Type: 'Pass', Output: { a: { b: [0, '{% $states.input.missing %}'] } }, End: true } }),
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause:
      /The JSONata expression '\$states\.input\.missing' specified for the field 'Output\/a\/b\[1\]' returned nothing \(undefined\)\.$/,
    events: ['PassStateEntered', 'EvaluationFailed'],
  },
  {
    rule: 'an expression that throws fails with its reason',
    definition: machineOf({ A: { Type: 'Pass', Output: "{% 1 + 'a' %}", End: true } }),
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: /threw an error during evaluation\. T2002: /,
  },
  {
    rule: 'an expression that never ends is ended',
    definition: machineOf({ A: { Type: 'Pass', Output: '{% ($f := function($n) { $f($n + 1) }; $f(0)) %}', End: true } }),
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: /took more than/,
  },
  {
    rule: 'a function is not data',
    definition: machineOf({ A: { Type: 'Pass', Output: { f: '{% function($x) { $x } %}' }, End: true } }),
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: /is a function/,
  },
  {
    rule: 'Wait counts Seconds and goes on with its input',
    definition: machineOf({ A: { Type: 'Wait', Seconds: '{% $states.input.s %}', Next: 'B' }, B: { Type: 'Succeed' } }),
    input: { s: 86_400 },
    status: 'SUCCEEDED',
    output: { s: 86_400 },
    events: ['WaitStateEntered', 'WaitStateExited', 'SucceedStateEntered', 'SucceedStateExited'],
  },
  {
    rule: 'Wait until a Timestamp that is past does not wait',
    definition: machineOf({ A: { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', End: true } }),
    status: 'SUCCEEDED',
    output: {},
  },
  {
    rule: 'Wait refuses what is no number of seconds',
    definition: machineOf({ A: { Type: 'Wait', Seconds: '{% -1 %}', End: true } }),
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: /'Seconds' returned an unexpected result type/,
  },
  {
    rule: 'Wait refuses what is no timestamp',
    definition: machineOf({ A: { Type: 'Wait', Timestamp: "{% 'tomorrow' %}", End: true } }),
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: /'Timestamp' returned an unexpected result type/,
  },
  {
    rule: 'Succeed ends with its Output',
    definition: machineOf({ A: { Type: 'Succeed', Output: { done: '{% $states.input.x %}' } } }),
    input: { x: 1 },
    status: 'SUCCEEDED',
    output: { done: 1 },
    events: ['SucceedStateEntered', 'SucceedStateExited'],
  },
  {
    rule: 'Fail ends with Error and Cause, which may be computed',
    definition: machineOf({ A: { Type: 'Fail', Error: "{% 'My' & 'Error' %}", Cause: '{% $states.input.why %}' } }),
    input: { why: 'because' },
    status: 'FAILED',
    error: 'MyError',
    cause: /^because$/,
    events: ['FailStateEntered'],
  },
  {
    rule: 'a Fail whose Cause is no string fails about that',
    definition: machineOf({ A: { Type: 'Fail', Error: 'E', Cause: '{% 1 %}' } }),
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
  },
  {
    rule: 'the state machine has a time limit of its own',
    definition: machineOf({ A: { Type: 'Wait', Seconds: 100, End: true } }, { TimeoutSeconds: 10 }),
    status: 'TIMED_OUT',
    events: ['WaitStateEntered'],
  },
  {
    rule: 'an output over 256 KiB fails with States.DataLimitExceeded',
    definition: machineOf({ A: { Type: 'Pass', Output: ['{% $states.input.big %}', '{% $states.input.big %}'], End: true } }),
    input: { big: BIG },
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
    events: ['PassStateEntered'],
  },
  {
    rule: 'variables over 256 KiB fail with States.DataLimitExceeded',
    definition: machineOf({
      A: { Type: 'Pass', Assign: { v: ['{% $states.input.big %}', '{% $states.input.big %}'] }, End: true },
    }),
    input: { big: BIG },
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
  },
  {
    rule: "AWS's own functions are there, and $eval is not",
    definition: machineOf({
      A: {
        Type: 'Pass',
        Output: {
          partition: '{% $partition([1, 2, 3, 4, 5], 2) %}',
          range: '{% $range(0, 10, 5) %}',
          down: '{% $range(3, 1, -1) %}',
          hash: "{% $hash('abc', 'SHA-256') %}",
          seeded: '{% $random(7) = $random(7) %}',
          random: '{% $random() < 1 %}',
          uuid: '{% $length($uuid()) %}',
          parse: `{% $parse('{"a":[1]}') %}`,
        },
        Next: 'B',
      },
      B: { Type: 'Pass', Output: { before: '{% $states.input %}', eval: "{% $eval('1') %}" }, End: true },
    }),
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: /\$eval is not supported/,
  },
  {
    rule: 'the context object says where it is',
    definition: machineOf({ A: { Type: 'Pass', Output: '{% $states.context %}', End: true } }),
    input: { n: 1 },
    status: 'SUCCEEDED',
    output: {
      Execution: {
        Id: expect.stringMatching(/^arn:aws:states:us-east-1:000000000000:execution:machine-\d+:[0-9a-f-]{36}$/),
        Input: { n: 1 },
        Name: expect.stringMatching(/^[0-9a-f-]{36}$/),
        RoleArn: 'arn:aws:iam::000000000000:role/test',
        StartTime: '2026-11-02T09:00:00.000Z',
        RedriveCount: 0,
      },
      StateMachine: { Id: expect.stringMatching(/:stateMachine:machine-\d+$/), Name: expect.stringMatching(/^machine-\d+$/) },
      State: { Name: 'A', EnteredTime: '2026-11-02T09:00:00.000Z' },
    },
  },
];
