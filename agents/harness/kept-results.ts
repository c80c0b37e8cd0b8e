import { type BaseMessage, ToolMessage } from '@langchain/core/messages';

/** The tool with which a model keeps its own list. */
export const TASK_LIST = 'task_list';

/** The newest results are what the model works on now. */
const NEWEST = 3;
/** What failed last is what it still has to put right. */
const FAILURES = 2;

/** The tool results that stay whatever is left out: the newest ones, the last state of the model's own list, the last failures. */
export function keptResults(messages: readonly BaseMessage[]): ReadonlySet<BaseMessage> {
  const results = messages.filter((message) => ToolMessage.isInstance(message));
  return new Set([
    ...results.slice(-NEWEST),
    ...results.filter(({ name }) => name === TASK_LIST).slice(-1),
    ...results.filter(isFailure).slice(-FAILURES),
  ]);
}

function isFailure({ status, text }: ToolMessage): boolean {
  return status === 'error' || /^(<outside-text [^>]*>\n)?(exit code [1-9]|stopped )/.test(text);
}
