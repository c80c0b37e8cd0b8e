import type { ChoiceState, Definition, State, TaskState } from '../asl/types.ts';
import { fence, toFlowEdge, toTable } from './mermaid.ts';

/** The reference page of a state machine: its diagram and a table of its states, made from the definition alone. */
export function toWorkflowPage(definition: Definition): string {
  const states = Object.entries(definition.States);
  return `${[
    '# The workflow',
    'Generated from `workflows/task` by `npm run generate`; do not edit.',
    `${definition.Comment} The definition is \`workflows/task/task.asl.json\`, the same in the cloud and on this machine.`,
    fence([
      'flowchart TD',
      ...states.map(([name, state]) => toNode(name, state)),
      ...states.flatMap(([name, state]) => toEdges(name, state)),
    ]),
    'Rounded boxes wait for a task token. Dotted arrows are taken on an error that is not retried, or not any more.',
    '## States',
    toTable(
      ['State', 'What it does', 'Function', 'Time limit', 'Retried'],
      states.map(([name, state]) => toRow(name, state)),
    ),
  ].join('\n\n')}\n`;
}

function toNode(name: string, state: State): string {
  if (state.Type === 'Choice') return `  ${name}{${name}}`;
  if (state.Type === 'Succeed' || state.Type === 'Fail') return `  ${name}([${name}])`;
  return isToken(state) ? `  ${name}(${name})` : `  ${name}[${name}]`;
}

function isToken(state: State): boolean {
  return state.Type === 'Task' && state.Resource.endsWith('.waitForTaskToken');
}

function toEdges(name: string, state: State): string[] {
  switch (state.Type) {
    case 'Choice':
      return toChoiceEdges(name, state);
    case 'Task':
      return [
        toFlowEdge({ from: name, to: state.Next }),
        ...state.Catch.map((catcher) =>
          toFlowEdge({ from: name, to: catcher.Next, label: catcher.ErrorEquals.map(toErrorLabel).join(', '), dotted: true }),
        ),
      ];
    case 'Pass':
      return [toFlowEdge({ from: name, to: state.Next })];
    case 'Succeed':
    case 'Fail':
      return [];
  }
}

function toChoiceEdges(name: string, state: ChoiceState): string[] {
  const rules = state.Choices.map((rule) => toFlowEdge({ from: name, to: rule.Next, label: toCondition(rule.Condition) }));
  return [...rules, toFlowEdge({ from: name, to: state.Default, label: 'otherwise' })];
}

function toErrorLabel(error: string): string {
  return error === 'States.ALL' ? 'error' : error.replace('States.', '').toLowerCase();
}

function toCondition(condition: string): string {
  return condition
    .replace(/^\{% | %\}$/g, '')
    .replaceAll('$states.input.', '')
    .replaceAll('$', '');
}

function toRow(name: string, state: State): string[] {
  if (state.Type !== 'Task') return [`\`${name}\``, state.Comment, '', '', ''];
  const folder = state.Arguments.FunctionName.replace(/^\$\{(\w+)FunctionArn\}$/, '$1');
  return [`\`${name}\``, state.Comment, folder, toLimit(state), state.Retry.map(toRetryText).join('; ')];
}

function toLimit(state: TaskState): string {
  const limit = typeof state.TimeoutSeconds === 'number' ? `${state.TimeoutSeconds} s` : 'set when the run starts';
  return state.HeartbeatSeconds ? `${limit}, heartbeat ${state.HeartbeatSeconds} s` : limit;
}

function toRetryText(retrier: TaskState['Retry'][number]): string {
  const errors = new Set(retrier.ErrorEquals.map((error) => (/^(Lambda|Sandbox)\./.test(error) ? 'Lambda faults' : error)));
  return `${[...errors].join(', ')}: ${retrier.MaxAttempts}×`;
}
