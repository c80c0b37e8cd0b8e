import { InputError } from '#domain/errors.ts';
import type { Definition, State } from '../asl/types.ts';

/** The step Lambdas by the name under which the definition refers to their ARN, with the folder of their handler. */
export const STEP_FUNCTIONS = {
  DispatchAgentFunctionArn: 'lambdas/steps/dispatch-agent',
  RequestApprovalFunctionArn: 'lambdas/steps/request-approval',
  AskQuestionFunctionArn: 'lambdas/steps/ask-question',
  AwaitCiFunctionArn: 'lambdas/steps/await-ci',
  PollCiFunctionArn: 'lambdas/steps/poll-ci',
  DecideNextStepFunctionArn: 'lambdas/steps/decide-next-step',
  FinishFunctionArn: 'lambdas/steps/finish',
} as const;
export type FunctionArnName = keyof typeof STEP_FUNCTIONS;

/** The placeholder of a function's ARN: the definition is the same JSON everywhere, only the ARNs differ. */
export function arnPlaceholder(name: FunctionArnName): string {
  return `\${${name}}`;
}

/** The definition with its placeholders replaced. @throws InputError `FUNCTION_ARN_MISSING` when one has no ARN */
export function withFunctionArns(definition: Definition, arns: Readonly<Record<string, string>>): Definition {
  const resolve = (text: string): string =>
    text.replace(/^\$\{(\w+)\}$/, (_placeholder, name: string) => {
      const arn = arns[name];
      if (arn) return arn;
      throw new InputError(`The workflow needs the ARN of ${name}.`, { code: 'FUNCTION_ARN_MISSING' });
    });
  const States: Record<string, State> = {};
  for (const [name, state] of Object.entries(definition.States)) {
    States[name] =
      state.Type === 'Task'
        ? { ...state, Arguments: { ...state.Arguments, FunctionName: resolve(state.Arguments.FunctionName) } }
        : state;
  }
  return { ...definition, States };
}
