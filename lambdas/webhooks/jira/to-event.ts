import type { z } from 'zod';
import type { CommandTarget, ParsedDelivery } from '#domain/channel-event.ts';
import { type Command, findMention, parseCommand } from '#domain/command.ts';
import type { Withdrawal } from '#domain/decide-withdrawal.ts';
import { taskIdSchema, toTicketKey } from '#domain/ids.ts';
import type { Person } from '#domain/person.ts';
import type { Ticket } from '#domain/ticket.ts';
import {
  commentCreatedSchema,
  issueCreatedSchema,
  issueDeletedSchema,
  issueUpdatedSchema,
  type JiraChange,
  type JiraIssue,
  type JiraUser,
} from './schema.ts';
import { wikiToText } from './wiki-to-text.ts';

export interface JiraSettings {
  /** The label, exactly as it has to be spelled. */
  readonly label: string;
  /** What the agent is called in comments, for example `@agent`. */
  readonly handle: string;
  /** The agent's own account: its comments are never read, and a mention of it is one of the handle. */
  readonly accountId?: string | undefined;
  /** The e-mail address of that account, by which it is known too where Jira shows it. */
  readonly email?: string | undefined;
  /** Renders an ADF document as plain text; `nameOf` says what an account is called. */
  readonly adfToText: (document: unknown, nameOf: (accountId: string) => string | undefined) => string;
  /** Where people browse tickets; otherwise the site that the delivery names. */
  readonly siteUrl?: string | undefined;
}

/** With the ticket that was commented on, where an answer belongs. */
export type JiraDelivery = ParsedDelivery & { readonly commentedOn?: string };

/** Reads what a delivery of this type tells. @throws z.ZodError when it lacks what its type always has */
export function toEvent(webhookEvent: string, body: unknown, settings: JiraSettings): JiraDelivery {
  switch (webhookEvent) {
    case 'jira:issue_created':
      return fromCreated(issueCreatedSchema.parse(body), settings);
    case 'jira:issue_updated':
      return fromUpdated(issueUpdatedSchema.parse(body), settings);
    case 'jira:issue_deleted':
      return fromDeleted(issueDeletedSchema.parse(body));
    case 'comment_created':
      return fromComment(commentCreatedSchema.parse(body), settings);
    default:
      return ignored(`${webhookEvent.slice(0, 60)} is of no interest`);
  }
}

function fromCreated({ issue, user }: z.infer<typeof issueCreatedSchema>, settings: JiraSettings): ParsedDelivery {
  if (!issue.fields.labels.includes(settings.label)) return ignored(`${issue.key} does not carry the label ${settings.label}`);
  return labelled(issue, user, settings);
}

function fromDeleted({ issue, user }: z.infer<typeof issueDeletedSchema>): ParsedDelivery {
  return withdrawn(issue.key, { type: 'deleted' }, user);
}

function fromUpdated({ issue, user, changelog }: z.infer<typeof issueUpdatedSchema>, settings: JiraSettings): ParsedDelivery {
  const { label } = settings;
  const items = changelog?.items ?? [];
  const before = items.map(keyBefore).find((key) => key !== undefined);
  if (before !== undefined) return withdrawn(before, { type: 'moved', to: issue.key }, user);
  const changes = new Set(items.map((item) => changeOfLabel(item, label)));
  if (changes.has('added')) return labelled(issue, user, settings);
  if (changes.has('removed')) return withdrawn(issue.key, { type: 'unlabelled', label }, user);
  return ignored(`the label ${label} was neither put on ${issue.key} nor taken off`);
}

/** A ticket gets a new key when it is moved to another project. */
function keyBefore(item: JiraChange): string | undefined {
  const before = item['fromString'];
  return item['field'] === 'Key' && typeof before === 'string' ? toTicketKey(before) : undefined;
}

function changeOfLabel(item: JiraChange, label: string): 'added' | 'removed' | 'none' {
  if (item['field'] !== 'labels') return 'none';
  const [before, after] = ['fromString', 'toString'].map((side) => tokensOf(item, side).includes(label));
  if (before === after) return 'none';
  return after ? 'added' : 'removed';
}

function withdrawn(key: string, how: Withdrawal, user: JiraUser | null | undefined): ParsedDelivery {
  return { type: 'event', event: { type: 'ticket.withdrawn', key, how, by: toPerson(user ?? ANONYMOUS) } };
}

/** Labels have no spaces; a changelog lists them with spaces between. */
function tokensOf(item: JiraChange, name: string): readonly string[] {
  const value = item[name];
  return typeof value === 'string' ? value.split(' ') : [];
}

/** Where a site lets people act without an account. */
const ANONYMOUS: JiraUser = { accountId: 'anonymous', displayName: 'Anonymous', accountType: 'app' };

function labelled(issue: JiraIssue, user: JiraUser | null | undefined, settings: JiraSettings): ParsedDelivery {
  const by = toPerson(user ?? issue.fields.creator ?? ANONYMOUS);
  return { type: 'event', event: { type: 'ticket.labelled', ticket: toTicket(issue, settings), by } };
}

function fromComment({ issue, comment }: z.infer<typeof commentCreatedSchema>, settings: JiraSettings): JiraDelivery {
  const { author } = comment;
  if (isAgent(author, settings)) return ignored('the agent never answers itself');
  if (author.accountType === 'app') return ignored('apps may not command');
  if (author.accountType === 'customer') return ignored('customers of a service desk may not command');
  const said = findMention(toText(comment.body, settings), settings.handle);
  if (said === undefined) return ignored(`the comment does not mention ${settings.handle}`);
  const { target = { ticketKey: issue.key }, rest } = splitTarget(said);
  const at = toIso(comment.created);
  const event = {
    type: 'command.given',
    target,
    command: parseCommand(rest),
    by: toPerson(author),
    ...(at ? { at } : {}),
  } as const;
  return { type: 'event', event, commentedOn: issue.key };
}

function toIso(created = ''): string | undefined {
  const time = Date.parse(created.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function isAgent({ accountId, emailAddress }: JiraUser, settings: JiraSettings): boolean {
  if (accountId === settings.accountId) return true;
  return emailAddress !== undefined && emailAddress.toLowerCase() === settings.email?.toLowerCase();
}

/** Commands that take no text: what follows them can only be the task they are about. */
const NAMES_A_TICKET: ReadonlySet<Command['name']> = new Set(['approve', 'cancel', 'retry', 'status']);

/** A comment may name another task than its own ticket's, as in `retry task_…` or `status SHIP-7`. */
function splitTarget(said: string): { target?: CommandTarget; rest: string } {
  const [, word = '', ref = '', more = ''] = /^([a-z]+)\s+([\w-]+)([\s\S]*)$/i.exec(said) ?? [];
  const { name } = parseCommand(word);
  if (name !== 'say' && taskIdSchema.safeParse(ref).success) return { target: { taskId: ref }, rest: `${word}${more}` };
  const ticketKey = toTicketKey(ref);
  // What follows may be the limits of a retry; after any other word it makes free text of it.
  if (ticketKey === undefined || !NAMES_A_TICKET.has(parseCommand(`${word}${more}`).name)) return { rest: said };
  return { target: { ticketKey }, rest: `${word}${more}` };
}

function toTicket({ key, self, fields }: JiraIssue, settings: JiraSettings): Ticket {
  const site = settings.siteUrl ?? (URL.canParse(self) ? new URL(self).origin : '');
  return {
    key,
    url: `${site.replace(/\/$/, '')}/browse/${key}`,
    summary: fields.summary,
    description: toText(fields.description, settings),
    labels: fields.labels,
    priority: fields.priority?.name ?? '',
  };
}

function toText(body: unknown, { accountId, handle, adfToText }: JiraSettings): string {
  const nameOf = (id: string): string | undefined => (id === accountId ? handle : undefined);
  return typeof body === 'string' ? wikiToText(body, nameOf) : adfToText(body, nameOf);
}

function toPerson({ accountId, displayName, emailAddress, accountType }: JiraUser): Person {
  return {
    channel: 'jira',
    id: accountId,
    name: displayName,
    ...(emailAddress ? { email: emailAddress } : {}),
    ...(accountType === 'app' ? { automatic: true } : {}),
  };
}

function ignored(reason: string): ParsedDelivery {
  return { type: 'ignored', reason };
}
