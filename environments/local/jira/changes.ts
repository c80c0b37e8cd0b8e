import { randomUUID } from 'node:crypto';
import type { Account, ChangeItem, CommentRecord, IssueRecord } from './model.ts';
import { briefFields, type Json, toComment, toIssue, toUser } from './present.ts';
import type { Site } from './site.ts';

/** Writes an issue with its history and webhook in one transaction; nothing at all when nothing changed. */
export function saveChange(site: Site, issue: IssueRecord, items: readonly ChangeItem[], by: Account): void {
  if (items.length === 0) return;
  const at = site.now();
  const moved = items.some(({ field }) => field === 'status');
  const id = String(10_000 + site.histories.next());
  const saved = { ...issue, updated: at };
  site.issues.put(issue.key, saved);
  site.histories.put(`${issue.key}/${id}`, { id, issueKey: issue.key, authorId: by.accountId, created: at, items: [...items] });
  announce(site, 'jira:issue_updated', {
    issue_event_type_name: moved ? 'issue_generic' : 'issue_updated',
    user: toUser(site, by, 2),
    issue: toIssue(site, saved, 2),
    changelog: { id, items },
  });
}

export function announceCreated(site: Site, issue: IssueRecord, by: Account): void {
  announce(site, 'jira:issue_created', {
    issue_event_type_name: 'issue_created',
    user: toUser(site, by, 2),
    issue: toIssue(site, issue, 2),
  });
}

export function announceDeleted(site: Site, issue: IssueRecord, by: Account): void {
  announce(site, 'jira:issue_deleted', { user: toUser(site, by, 2), issue: toIssue(site, issue, 2) });
}

/** A comment's webhook names its author in the comment, and only the main fields of the issue. */
export function announceComment(site: Site, event: string, comment: CommentRecord): void {
  const issue = site.issues.get(comment.issueKey);
  if (!issue) return;
  announce(site, event, {
    comment: toComment(site, comment, { version: 2 }),
    issue: {
      id: issue.id,
      self: `${site.url()}/rest/api/2/issue/${issue.id}`,
      key: issue.key,
      fields: briefFields(site, issue, 2),
    },
    eventType: 'primaryAction',
  });
}

function announce(site: Site, event: string, payload: Json): void {
  const id = String(site.deliveries.next());
  const body = JSON.stringify({ timestamp: Date.now(), webhookEvent: event, ...payload });
  site.deliveries.put(id, { id, identifier: randomUUID(), event, body, attempts: 0 });
}
