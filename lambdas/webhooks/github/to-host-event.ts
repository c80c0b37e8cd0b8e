import type { z } from 'zod';
import { findMention, parseCommand } from '#domain/command.ts';
import { toIssueTicket } from '#domain/issue.ts';
import type { Place } from '#domain/place.ts';
import type { Ticket } from '#domain/ticket.ts';
import { type GithubDelivery, type GithubSettings, ignored } from './delivery.ts';
import type {
  GithubIssue,
  GithubReviewComment,
  GithubUser,
  issueCommentSchema,
  issuesSchema,
  reviewCommentSchema,
  reviewSchema,
} from './schema.ts';
import { isBot, toPerson } from './to-person.ts';

/** A comment at an issue or in the conversation of a pull request. */
export function fromComment(
  { action, issue, comment, repository }: z.infer<typeof issueCommentSchema>,
  settings: GithubSettings,
): GithubDelivery {
  if (action !== 'created') return notRead('issue_comment', action);
  const kind = issue.pull_request ? 'pull-request' : 'issue';
  const place = { repo: repository.full_name, number: issue.number, kind } as const;
  const ticket = kind === 'issue' && issue.state === 'open' ? { ticket: toTicket(issue, place) } : {};
  return addressed({ ...comment, place, ...ticket }, settings);
}

/** A new issue that addresses the agent, or the agent's label on one. */
export function fromIssue(
  { action, issue, label, repository, sender }: z.infer<typeof issuesSchema>,
  settings: GithubSettings,
): GithubDelivery {
  if (issue.pull_request) return ignored('a pull request is no ticket');
  const place = { repo: repository.full_name, number: issue.number, kind: 'issue' } as const;
  const ticket = toTicket(issue, place);
  if (action === 'opened') return addressed({ ...issue, place, ticket }, settings);
  if (action !== 'labeled') return notRead('issues', action);
  if (label?.name !== settings.label) return ignored(`it is not the label ${settings.label}`);
  if (isBot(sender)) return ignored('apps may not command');
  if (issue.state !== 'open') return ignored('the issue is closed');
  return { type: 'host', event: { type: 'issue.labelled', place, ticket, by: toPerson(sender) }, nodeId: issue.node_id };
}

/** A comment on lines of a pull request. */
export function fromReviewComment(
  { action, comment, pull_request: pull, repository }: z.infer<typeof reviewCommentSchema>,
  settings: GithubSettings,
): GithubDelivery {
  if (action !== 'created') return notRead('pull_request_review_comment', action);
  const threadId = comment.in_reply_to_id ?? comment.id;
  const place = { repo: repository.full_name, number: pull.number, kind: 'pull-request', threadId } as const;
  const delivery = addressed({ ...comment, place }, settings);
  if (delivery.type !== 'host' || delivery.event.type !== 'agent.addressed') return delivery;
  const { command } = delivery.event;
  if (command.name !== 'say') return delivery;
  const text = `${wordLines(comment)}\n\n${command.text}`;
  return { ...delivery, event: { ...delivery.event, command: { name: 'say', text } } };
}

/** A review: what it says to the agent, or that it asks for changes. */
export function fromReview(
  { action, review, pull_request: pull, repository }: z.infer<typeof reviewSchema>,
  settings: GithubSettings,
): GithubDelivery {
  if (action !== 'submitted') return notRead('pull_request_review', action);
  const place = { repo: repository.full_name, number: pull.number, kind: 'pull-request' } as const;
  const delivery = addressed({ ...review, place }, settings);
  if (delivery.type === 'host') return delivery;
  const state = review.state.toLowerCase();
  if (state === 'approved' && settings.mayMerge) return { type: 'host', event: { type: 'pull-request.approved', place } };
  if (state !== 'changes_requested') return delivery;
  if (!review.user || isBot(review.user)) return ignored('apps may not command');
  const text = review.body?.trim() || 'A review asks for changes; its threads say which.';
  return {
    type: 'host',
    event: { type: 'changes.requested', place, text, by: toPerson(review.user) },
    nodeId: review.node_id,
  };
}

interface Said {
  readonly body?: string | null | undefined;
  readonly user?: GithubUser | null | undefined;
  readonly node_id: string;
  readonly place: Place;
  readonly ticket?: Ticket;
}

function addressed({ body, user, node_id: nodeId, place, ticket }: Said, { handle }: GithubSettings): GithubDelivery {
  if (!user) return ignored('nobody said it');
  if (isBot(user)) return ignored('apps may not command');
  const said = findMention(body ?? '', handle);
  if (said === undefined) return ignored(`it does not mention ${handle}`);
  const event = { type: 'agent.addressed', place, command: parseCommand(said), by: toPerson(user) } as const;
  return { type: 'host', event: { ...event, ...(ticket ? { ticket } : {}) }, nodeId };
}

/** The longest part of a diff hunk that goes with a comment: its end is what the comment is about. */
const MAX_HUNK_LINES = 12;

function wordLines({ path, line, diff_hunk: hunk }: GithubReviewComment): string {
  const shown = hunk.split('\n').slice(-MAX_HUNK_LINES).join('\n').replaceAll('```', "'''");
  return `On \`${path}\`${line ? `, line ${line}` : ''}:\n\`\`\`diff\n${shown}\n\`\`\``;
}

function toTicket({ title, body, html_url: url, labels }: GithubIssue, place: Place): Ticket {
  return toIssueTicket(place, { url, title, body: body ?? '', labels: labels.map(({ name }) => name) });
}

function notRead(name: string, action: string): GithubDelivery {
  return ignored(`${name} ${action.slice(0, 60)} is of no interest`);
}
