import { createCloudClient } from 'jira.js';
import type { TicketText } from '../options.ts';

export interface JiraAccess {
  readonly url: string;
  readonly email: string;
  readonly token: string;
  readonly project: string;
}

/** Files a ticket as a person would, label included, through Jira's own API; answers its key. */
export async function fileTicket(ticket: TicketText, label: string, access: JiraAccess): Promise<string> {
  const jira = createCloudClient({ host: access.url, auth: { type: 'basic', email: access.email, apiToken: access.token } });
  const created = await jira.issues.createIssue({
    fields: {
      project: { key: access.project },
      issuetype: { name: 'Story' },
      summary: ticket.summary,
      description: toDocument(ticket.description),
      labels: [label],
      priority: { name: 'Medium' },
    },
  });
  return created.key;
}

/** Atlassian Document Format: one paragraph per block of text. */
function toDocument(text: string) {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== '');
  return {
    type: 'doc' as const,
    version: 1 as const,
    content: blocks.map((block) => ({ type: 'paragraph' as const, content: [{ type: 'text' as const, text: block }] })),
  };
}
