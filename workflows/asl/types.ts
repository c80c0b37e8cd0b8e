/** A value in a JSONata template: strings of the form `{% … %}` are evaluated, everything else is itself. */
export type Template = string | number | boolean | null | readonly Template[] | { readonly [name: string]: Template };
export type Assign = Readonly<Record<string, Template>>;

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Assign?: Assign;
}

interface ChoiceRule {
  readonly Condition: string;
  readonly Next: string;
  readonly Assign?: Assign;
}

export interface TaskState {
  readonly Type: 'Task';
  readonly Comment: string;
  readonly Resource: 'arn:aws:states:::lambda:invoke' | 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  readonly Arguments: { readonly FunctionName: string; readonly Payload: Template };
  readonly TimeoutSeconds?: number | string;
  readonly HeartbeatSeconds?: number;
  readonly Assign?: Assign;
  readonly Output?: Template;
  readonly Retry: readonly Retrier[];
  readonly Catch: readonly Catcher[];
  readonly Next: string;
}

interface PassState {
  readonly Type: 'Pass';
  readonly Comment: string;
  readonly Assign: Assign;
  readonly Next: string;
}

export interface ChoiceState {
  readonly Type: 'Choice';
  readonly Comment: string;
  readonly Choices: readonly ChoiceRule[];
  readonly Default: string;
  /** What the default assigns. */
  readonly Assign?: Assign;
}

interface SucceedState {
  readonly Type: 'Succeed';
  readonly Comment: string;
  readonly Output: Template;
}

interface FailState {
  readonly Type: 'Fail';
  readonly Comment: string;
  readonly Error: string;
  readonly Cause: string;
}

/** The states we use, in JSONata only; a state without a comment or a task without a catch does not compile. */
export type State = TaskState | PassState | ChoiceState | SucceedState | FailState;
export type States = Readonly<Record<string, State>>;

/** A Step Functions state machine as typed data. */
export interface Definition {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  readonly States: States;
}
