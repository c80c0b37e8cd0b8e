import { isTerminal } from '#domain/lifecycle.ts';
import { plain } from '#domain/markdown.ts';
import type { Task } from '#domain/task.ts';
import type { ChatMessage } from '#ports/chat.ts';
import { nameOf, pullRequestLinks, ticketLink, wordCost, wordDuration, wordStatus } from './words.ts';

/** The first message of a task's thread: what it is about and where it is now; whoever asked in the chat follows it from there. */
export function wordRoot(task: Task): ChatMessage {
  const links = pullRequestLinks(task);
  const step = task.step !== undefined && !isTerminal(task.status) ? ` · step \`${task.step}\`` : '';
  const took = task.endedAt === undefined ? '' : ` · took ${wordDuration(task.createdAt, task.endedAt)}`;
  const lines = [
    `**${ticketLink(task)}: ${plain(task.ticket.summary)}**`,
    `${wordStatus(task.status)}${step}`,
    `Asked by ${nameOf(task.requester)} · cost ${wordCost(task)}${took} · \`${task.id}\``,
    ...(links.length > 0 ? [`Pull request: ${links.join(', ')}`] : []),
    ...(task.outcome === undefined ? [] : [plain(task.outcome, 500)]),
  ];
  const { channel, id } = task.requester;
  return { text: lines.join('\n'), ...(channel === 'slack' ? { to: id } : {}) };
}
