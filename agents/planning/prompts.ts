import { asData, DATA_RULE } from '#agents/harness/as-data.ts';
import type { Material } from './state.ts';

/** Names these prompts in the audit; change it with every change of their text. */
export const PROMPT_VERSION = 'planning-1';

export const SYSTEM_PROMPT = `You are Stepwright's planning agent.
You turn a ticket into a plan that a person approves and another agent then carries out, task by task, tests first.

${DATA_RULE}
The rules of a repository (AGENTS.md and its kin) say how to build, test and write code there; plan so that they are kept.

How to work:
- Read the code that decides how the change is made before you plan it. Plan what the ticket asks for and nothing more.
- Say what is out of scope, how errors are handled, and what the change means for security.
- If the ticket can be read in two ways that lead to different changes, and the code does not tell which, and asking is offered, ask one
  question with ask_question. Otherwise decide, and say in the summary what you assumed.

The plan, which you hand in with submit_plan:
- Tasks of 0.25 to 4 hours in the order in which they are done: every dependency first, and for each behaviour the task that
  writes its failing test before the task that writes its code. Each task is in one repository; at most three repositories in all.
- Each task names the files it touches and says what to do so exactly that somebody who has not read the ticket can do it.
- Tests name the file they are in and what they assert.
- Confidence, from 0 to 1, is how sure you are that this plan solves the ticket.`;

/** The first message to the model: everything that was read. */
export function toUserPrompt(material: Material): string {
  const { ticket, discovery, rules, code, answered } = material;
  return [
    `Plan the change that ticket ${ticket.key} asks for.`,
    asData('ticket', toTicketText(ticket)),
    asData('what discovery found', JSON.stringify(discovery, undefined, 1)),
    ...rules.map(({ repo, path, text }) => asData(`rules of ${repo}: ${path}`, text)),
    ...code.map(({ repo, path, text }) => asData(`code of ${repo}: ${path}`, text)),
    ...(answered
      ? [`You asked: ${asData('your question', answered.question)}\nThe people answered: ${asData('answer', answered.answer)}`]
      : []),
    ...toRevision(material),
  ].join('\n\n');
}

function toRevision({ former, feedback }: Material): string[] {
  if (!former || !feedback) return [];
  return [
    asData('the former plan', JSON.stringify(former, undefined, 1)),
    `The people who decide asked for changes to the former plan. Change what they ask for, and keep the rest:\n${asData('requested changes', feedback)}`,
  ];
}

function toTicketText({ summary, priority, status, labels, description, comments, linked }: Material['ticket']): string {
  return [
    summary,
    `Priority: ${priority}\nStatus: ${status}\nLabels: ${labels.join(', ')}`,
    description,
    ...linked.map((one) => `Linked (${one.relation}): ${one.key} ${one.summary}`),
    ...comments.map(({ author, body }) => `Comment of ${author}:\n${body}`),
  ].join('\n\n');
}
