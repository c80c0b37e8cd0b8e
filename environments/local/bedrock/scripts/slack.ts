import type { ScriptReply, ScriptRequest } from '../script.ts';
import { firstPrompt, inTurn, latestResults, use } from './conversation.ts';

/** Looks up the task that is named, or that the thread is about, or else the list; says what it read. */
export function slack(request: ScriptRequest): ScriptReply {
  const prompt = firstPrompt(request);
  const question = /<outside-text label="question of [^"]*">\n([\s\S]*?)\n<\/outside-text>/.exec(prompt)?.[1] ?? '';
  const named = /\btask_[0-9A-Z]{26}\b|\b[A-Z][A-Z0-9_]*-\d+\b/.exec(question)?.[0] ?? /^Task: (\S+)$/m.exec(prompt)?.[1];
  if (named === undefined) {
    return inTurn(request, [{ toolUses: [use('list_tasks')] }, answer(`These are at work:\n${linesOf(latestResults(request))}`)]);
  }
  const lookUp = { toolUses: [use('read_task', { task: named })] };
  return inTurn(request, [lookUp, answer(inWords(latestResults(request), question))]);
}

const answer = (text: string): ScriptReply => ({ toolUses: [use('answer', { text })] });

/** The tool's lines, without the block around them. */
function linesOf(result: string): string {
  return result
    .split('\n')
    .filter((line) => !/^<\/?outside-text/.test(line))
    .map((line) => `- ${line}`)
    .join('\n');
}

function inWords(result: string, question: string): string {
  const fact = (name: string): string | undefined => new RegExp(`^${name}: (.+)$`, 'm').exec(result)?.[1];
  const id = fact('Task');
  if (id === undefined) return 'I find no task of that name. `/agent list` shows those at work.';
  const parts = [
    `${fact('Ticket')?.split(' | ')[0] ?? 'The task'} (\`${id}\`) is ${fact('Status') ?? 'in a state I cannot read'}.`,
    ...(fact('Waits for') ? [`It waits for ${fact('Waits for')}.`] : []),
    ...(fact('Outcome') ? [fact('Outcome')] : []),
    ...(/\bapprove\b/i.test(question) ? [`I cannot approve it; you can: \`/agent approve ${id}\`.`] : []),
  ];
  return parts.join(' ');
}
