import { createIssue, linkIssues, searchAndReconsileIssuesUsingJqlPost } from 'jira.js/cloud';
import type { Client } from 'jira.js/core';
import { z } from 'zod';
import { UpstreamError } from '#domain/errors.ts';
import type { NewTicket, Tracker } from '#ports/tracker.ts';
import { adfToText } from './adf-to-text.ts';
import { markdownToAdf } from './markdown-to-adf.ts';

/** Jira's limit on a summary. */
const MAX_SUMMARY = 255;
/** The link type that every Jira site has. */
const LINK_TYPE = 'Relates';

/** Creates the ticket and answers its key; `once` must not repeat requests, for a repeated one would create another. */
export async function createTicket(once: Client, ticket: NewTicket): Promise<string> {
  const { project, type, summary, markdown, labels, priority } = ticket;
  const created = await createIssue(once, {
    fields: {
      project: { key: project },
      issuetype: { name: type },
      summary: summary.replaceAll(/\s+/g, ' ').slice(0, MAX_SUMMARY).toWellFormed(),
      description: { ...markdownToAdf(markdown) },
      labels: [...labels],
      priority: { name: priority },
    },
  });
  if (created.key) return created.key;
  throw new UpstreamError('Jira created a ticket but told no key.', { code: 'JIRA_UNREACHABLE' });
}

const foundSchema = z.looseObject({
  description: z.unknown().optional(),
  created: z.union([z.string(), z.date()]).transform((at) => new Date(at)),
});

/** Jira finds words; that the reference really stands there, and how old the ticket is, is looked at here. */
export async function findTicket(
  client: Client,
  { project, label, reference, since }: Parameters<Tracker['findTicket']>[0],
): Promise<string | undefined> {
  const jql = `project = ${quoted(project)} AND labels = ${quoted(label)} AND text ~ ${quoted(`"${reference}"`)} ORDER BY created DESC`;
  const { issues = [] } = await searchAndReconsileIssuesUsingJqlPost(client, {
    jql,
    fields: ['description', 'created'],
    maxResults: 50,
  });
  const found = issues.find(({ fields }) => {
    const { description, created } = foundSchema.parse(fields);
    return created >= since && adfToText(description).split(/\s+/).includes(reference);
  });
  return found?.key;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Jira itself takes the same link twice for one. */
export async function linkTickets(client: Client, key: string, other: string): Promise<void> {
  await linkIssues(client, { type: { name: LINK_TYPE }, inwardIssue: { key: other }, outwardIssue: { key } });
}
