import { type Client, createClient } from 'jira.js/core';
import { doTransition, getCurrentUser, getIssue, getTransitions, getUser, type Issue } from 'jira.js/cloud';
import { isApiError, isRateLimitError, isServerError } from 'jira.js';
import { z } from 'zod';
import type { Person } from '#domain/person.ts';
import type { LinkedTicket, TicketDetail, Tracker } from '#ports/tracker.ts';
import { adfToText } from './adf-to-text.ts';
import { callJira } from './errors.ts';
import { createTicket, findTicket, linkTickets } from './file-ticket.ts';
import { readAttachment } from './read-attachment.ts';
import { upsertComment } from './upsert-comment.ts';

export interface TrackerOptions {
  /** `https://your-domain.atlassian.net`. */
  readonly host: string;
  readonly email: string;
  readonly apiToken: () => Promise<string>;
}

/** Jira Cloud through jira.js. Transient failures are tried three times; a rotated token is read again on 401. */
export function openTracker({ host, email, apiToken }: TrackerOptions): Tracker {
  const clientOf = openClients({ host, email, apiToken }, 3);
  const onceOf = openClients({ host, email, apiToken }, 1);
  const authorOf = rememberAuthor();
  const ticketMissing = (key: string) => ({
    code: 'TICKET_NOT_FOUND',
    message: `There is no ticket ${key}, or the account ${email} may not see it.`,
  });
  return {
    readTicket: (key) =>
      callJira(ticketMissing(key), async () => {
        const client = await clientOf();
        const ticket = toTicket(host, key, await getIssue(client, { issueIdOrKey: key, fields: FIELDS }));
        return { ...ticket, linked: await Promise.all(ticket.linked.map((one, index) => withDescription(client, one, index))) };
      }),
    readAttachment: async (id, maxBytes) => readAttachment({ host, email, apiToken: await apiToken() }, id, maxBytes),
    upsertComment: (key, marker, markdown) =>
      callJira(ticketMissing(key), async () => {
        const client = await clientOf();
        const author = await authorOf(client);
        return upsertComment(client, { key, marker, markdown, author });
      }),
    createTicket: (ticket) =>
      callJira({ code: 'JIRA_REFUSED', message: `Jira has no project ${ticket.project}, or we may not see it.` }, async () => {
        const key = await createTicket(await onceOf(), ticket);
        return { key, url: toUrl(host, key) };
      }),
    findTicket: (query) =>
      callJira({ code: 'JIRA_REFUSED', message: 'Jira has no search.' }, async () => findTicket(await clientOf(), query)),
    linkTickets: (key, other) => callJira(ticketMissing(key), async () => linkTickets(await clientOf(), key, other)),
    moveTo: (key, statusName) => callJira(ticketMissing(key), async () => moveTo(await clientOf(), key, statusName)),
    readPerson: (accountId) =>
      callJira({ code: 'PERSON_NOT_FOUND', message: `There is no Jira account ${accountId}.` }, async () => {
        const user = await getUser(await clientOf(), { accountId });
        const person: Person = { channel: 'jira', id: accountId, name: user.displayName ?? accountId };
        return user.emailAddress ? { ...person, email: user.emailAddress } : person;
      }),
  };
}

const FIELDS = ['summary', 'description', 'labels', 'priority', 'status', 'comment', 'issuelinks', 'attachment'];

/** Of so many linked tickets the description is read, and so much of each. */
const MAX_LINKED = 5;
const MAX_LINKED_TEXT = 2_000;

async function withDescription(client: Client, linked: LinkedTicket, index: number): Promise<LinkedTicket> {
  if (index >= MAX_LINKED) return linked;
  try {
    const { fields } = await getIssue(client, { issueIdOrKey: linked.key, fields: ['description'] });
    const description = adfToText(fieldsSchema.parse(fields ?? {}).description);
    return { ...linked, description: description.slice(0, MAX_LINKED_TEXT) };
  } catch (error) {
    // A link may lead where this account may not look.
    if (isApiError(error) && !isServerError(error) && !isRateLimitError(error)) return linked;
    throw error;
  }
}

function openClients({ host, email, apiToken }: TrackerOptions, maxAttempts: number): () => Promise<Client> {
  const authOf = async () => ({ type: 'basic', email, apiToken: await apiToken() }) as const;
  let current: { apiToken: string; client: Client } | undefined;
  return async () => {
    const auth = await authOf();
    if (current?.apiToken !== auth.apiToken) {
      const retry = { maxAttempts, initialDelayMs: 200 };
      const client = createClient({ host, auth, retry, getAuthOn401: authOf, onSchemaMismatch: 'silent' });
      current = { apiToken: auth.apiToken, client };
    }
    return current.client;
  };
}

/** Whose comments are ours: asked once per client. */
function rememberAuthor(): (client: Client) => Promise<string> {
  const authors = new WeakMap<Client, string>();
  return async (client) => {
    const author = authors.get(client) ?? (await getCurrentUser(client)).accountId ?? '';
    authors.set(client, author);
    return author;
  };
}

async function moveTo(client: Client, key: string, statusName: string): Promise<boolean> {
  const wanted = statusName.toLowerCase();
  const issue = await getIssue(client, { issueIdOrKey: key, fields: ['status'] });
  // A loop into the status it has would write a history entry and a notification for nothing.
  if (fieldsSchema.parse(issue.fields ?? {}).status?.name.toLowerCase() === wanted) return true;
  const { transitions = [] } = await getTransitions(client, { issueIdOrKey: key });
  const found = transitions.find(({ to, isAvailable }) => to?.name?.toLowerCase() === wanted && isAvailable !== false);
  if (found?.id === undefined) return false;
  await doTransition(client, { issueIdOrKey: key, transition: { id: found.id } });
  return true;
}

const named = z.looseObject({ name: z.string() });
const linkedSchema = z.looseObject({ key: z.string(), fields: z.looseObject({ summary: z.string().default('') }).optional() });
const fieldsSchema = z.looseObject({
  summary: z.string().default(''),
  /** An ADF document or null. */
  description: z.unknown().optional(),
  labels: z.array(z.string()).default([]),
  priority: named.nullish(),
  status: named.extend({ statusCategory: z.looseObject({ key: z.string() }).optional() }).nullish(),
  comment: z
    .looseObject({
      comments: z
        .array(
          z.looseObject({
            author: z.looseObject({ displayName: z.string().default('') }).optional(),
            body: z.unknown().optional(),
          }),
        )
        .default([]),
    })
    .optional(),
  attachment: z
    .array(z.looseObject({ id: z.string(), filename: z.string(), mimeType: z.string().default(''), size: z.number().default(0) }))
    .default([]),
  issuelinks: z
    .array(
      z.looseObject({
        type: z.looseObject({ inward: z.string().default(''), outward: z.string().default('') }),
        inwardIssue: linkedSchema.optional(),
        outwardIssue: linkedSchema.optional(),
      }),
    )
    .default([]),
});

function toUrl(host: string, key: string): string {
  return `${host.replace(/\/$/, '')}/browse/${key}`;
}

function toStatus(status: z.infer<typeof fieldsSchema>['status']): Pick<TicketDetail, 'status' | 'isDone'> {
  return { status: status?.name ?? '', isDone: status?.statusCategory?.key === 'done' };
}

function toTicket(host: string, asked: string, issue: Issue): TicketDetail {
  const fields = fieldsSchema.parse(issue.fields ?? {});
  const key = issue.key ?? asked;
  return {
    key,
    url: toUrl(host, key),
    summary: fields.summary,
    description: adfToText(fields.description),
    labels: fields.labels,
    priority: fields.priority?.name ?? '',
    ...toStatus(fields.status),
    comments: (fields.comment?.comments ?? []).map(({ author, body }) => ({
      author: author?.displayName ?? '',
      body: adfToText(body),
    })),
    linked: fields.issuelinks.flatMap(({ type, inwardIssue, outwardIssue }) => {
      const other = outwardIssue ?? inwardIssue;
      if (!other) return [];
      const relation = outwardIssue ? type.outward : type.inward;
      return [{ key: other.key, summary: other.fields?.summary ?? '', relation, description: '' }];
    }),
    attachments: fields.attachment.map(({ id, filename, mimeType, size }) => ({
      id,
      name: filename,
      type: mimeType,
      bytes: size,
    })),
  };
}
