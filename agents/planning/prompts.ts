import { asData, asRequest, DATA_RULE } from '#agents/harness/as-data.ts';
import { hydrate } from '#domain/hydrate.ts';
import type { Material } from './state.ts';

/** Names these prompts in the audit; change it with every change of their text. */
export const PROMPT_VERSION = 'planning-4';

export const SYSTEM_PROMPT = `You are Stepwright's planning agent.
You turn a ticket into a plan that a person approves and another agent then carries out, task by task, tests first.

${DATA_RULE}
The rules of a repository (AGENTS.md, CONTRIBUTING and their kin) say how to build, test and write code there; plan so that they are kept.
What stands in <request> blocks comes from the people you work for: do what it says.

How to work:
- Read the code that decides how the change is made, and its tests, before you plan it. Ask for several files in one turn. A plan
  that changes code you have not read is not accepted.
- Plan what the ticket asks for and nothing more, the way similar things are done in that code.
- If the ticket can be read in two ways that lead to different changes, and the code does not tell which, and ask_question is
  offered, ask one question with it. Otherwise decide, and say in the summary what you assumed.

Who carries it out sees one task at a time with the plan and the ticket, can read, edit and run commands in a checkout, and has no
access to other systems. Committing, pushing and the pull request are done for it: they are no tasks. What people have to do
(release, migrate, switch something on) belongs into crossRepoSteps, when it joins repositories, or into the risk.

The plan, which you hand in with submit_plan:
- Tasks of 1 to 4 hours, smaller only where the change itself is, in the order in which they are done: every dependency first. Each
  is in one repository; at most three repositories in all.
- In every repository the task that writes the failing tests of a behaviour (kind "test") comes before the task that writes its code
  (kind "code"). A test task before code is accepted only when a test fails that did not fail before; a code task only when no test
  fails that passed before. Tests of behaviour that is there already belong to no task before code.
- Each task names the files it touches and says what to do so exactly that somebody who has not read the ticket can do it.
- Tests name the file they are in and what they assert, with values, on both sides of every boundary.
- Scope: what is in, and what one might expect but is out. Architecture: which file does what, how errors are handled, and what the
  change means for security.
- With more than one repository, crossRepoSteps says in which order they are merged and released, and why that is safe.
- Rollback: how the change is undone after its release.
- Confidence, from 0 to 1, is how sure you are that this plan solves the ticket.`;

/** The first message to the model: everything that was read. */
export function toUserPrompt(material: Material): string {
  const { ticket, discovery, rules, commands, code, answered } = material;
  return [
    `Plan the change that ticket ${ticket.key} asks for.`,
    asData('ticket', toTicketText(material)),
    ...attached(ticket).map(({ label, text }) => asData(label, text)),
    asData('what discovery found', JSON.stringify(discovery, undefined, 1)),
    ...rules.map(({ repo, path, text }) => asData(`rules of ${repo}: ${path}`, text)),
    ...commands.map(({ repo, text }) => asData(`commands of ${repo}`, text)),
    ...code.map(({ repo, path, text }) => asData(`code of ${repo}: ${path}`, text)),
    ...(answered
      ? [
          `You asked: ${asData('your question', answered.question)}\nThe people answered:\n${asRequest('answer', answered.answer)}`,
        ]
      : []),
    ...toRevision(material),
  ].join('\n\n');
}

function toRevision({ former, feedback }: Material): string[] {
  if (!former || !feedback) return [];
  return [
    asData('the former plan', JSON.stringify(former, undefined, 1)),
    `The people who decide asked for changes to the former plan. Change what they ask for, and keep the rest:\n${asRequest('requested changes', feedback)}`,
  ];
}

/** The files of the ticket that were read. */
function attached({ attachments }: Material['ticket']): { readonly label: string; readonly text: string }[] {
  return attachments.flatMap(({ name, bytes, text }) => {
    if (text === undefined) return [];
    const isCut = Buffer.byteLength(text) < bytes;
    return [{ label: `attached to the ticket: ${name}${isCut ? ', its beginning' : ''}`, text }];
  });
}

/** Tokens that everything read beforehand may take; the model reads more when it wants to (product R4). */
const MAX_TOKENS = 100_000;

/** The ticket with what was said about it; when not all fits, the oldest comments are left out, and that is told. */
function toTicketText({ ticket, rules, code }: Material): string {
  const { summary, priority, status, labels, description, linked, attachments } = ticket;
  const about = [
    summary,
    `Priority: ${priority}\nStatus: ${status}\nLabels: ${labels.join(', ')}`,
    description,
    ...linked.map((one) => `Linked (${one.relation}): ${one.key} ${one.summary}\n${one.description}`.trim()),
    ...attachments.map(
      ({ name, type, bytes, text }) =>
        `Attached, ${text === undefined ? 'not shown' : 'shown below'}: ${name} (${type}, ${bytes} bytes)`,
    ),
  ];
  const core = [...about, ...[...rules, ...code, ...attached(ticket)].map(({ text }) => text)];
  const said = ticket.comments.map(({ author, body }) => `Comment of ${author}:\n${body}`);
  const { comments, dropped } = hydrate({ core, comments: said, memory: [] }, MAX_TOKENS);
  const note = dropped > 0 ? [`(${dropped} older comments were left out: there is no room for them.)`] : [];
  return [...about, ...note, ...comments].join('\n\n');
}
