import { toUtc } from '../git/objects.ts';
import { toIssue } from '../render/issue.ts';
import { toLabel } from '../render/pull.ts';
import type { IssueRecord } from '../state/issues.ts';
import { keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { saveConversation } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { takeNumber } from './take-number.ts';

interface IssueInput {
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly string[];
  readonly actor: string;
}

/** Opens an issue and tells it; each of its labels is told by itself, as GitHub does. */
export function openIssue(twin: Twin, repository: RepositoryRecord, { title, body, labels, actor }: IssueInput): IssueRecord {
  return twin.store.transaction(() => {
    const now = toUtc(twin.now());
    const repo = keyOf(repository);
    const issue: IssueRecord = {
      id: twin.store.pulls.next(),
      repo,
      number: takeNumber(twin, repo),
      title,
      body,
      state: 'open',
      user: actor,
      labels: [...new Set(labels)],
      createdAt: now,
      updatedAt: now,
      closedAt: null,
    };
    saveConversation(twin.store, issue);
    emitIssue(twin, repository, issue, { action: 'opened', actor });
    for (const label of issue.labels) emitLabel(twin, repository, issue, { action: 'labeled', actor, label });
    return issue;
  });
}

type IssueChange = Partial<Pick<IssueRecord, 'title' | 'body' | 'state' | 'labels'>>;

/** Saves a changed issue and tells what changed. */
export function changeIssue(
  twin: Twin,
  repository: RepositoryRecord,
  issue: IssueRecord,
  { change, actor }: { change: IssueChange; actor: string },
): IssueRecord {
  return twin.store.transaction(() => {
    const now = toUtc(twin.now());
    const changed = { ...issue, ...change, updatedAt: now };
    const updated = { ...changed, closedAt: changed.state === 'open' ? null : (issue.closedAt ?? now) };
    saveConversation(twin.store, updated);
    if (updated.state !== issue.state) {
      emitIssue(twin, repository, updated, { action: updated.state === 'open' ? 'reopened' : 'closed', actor });
    }
    if (updated.title !== issue.title || updated.body !== issue.body)
      emitIssue(twin, repository, updated, { action: 'edited', actor });
    const added = updated.labels.filter((label) => !issue.labels.includes(label));
    const removed = issue.labels.filter((label) => !updated.labels.includes(label));
    for (const label of added) emitLabel(twin, repository, updated, { action: 'labeled', actor, label });
    for (const label of removed) emitLabel(twin, repository, updated, { action: 'unlabeled', actor, label });
    return updated;
  });
}

interface IssueNews {
  readonly action: string;
  readonly actor: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

function emitIssue(twin: Twin, repository: RepositoryRecord, issue: IssueRecord, { action, actor, more }: IssueNews): void {
  twin.emit('issues', repository, actor, { action, issue: toIssue(twin, repository, issue), ...more });
}

function emitLabel(
  twin: Twin,
  repository: RepositoryRecord,
  issue: IssueRecord,
  { label, ...news }: { action: string; actor: string; label: string },
): void {
  emitIssue(twin, repository, issue, { ...news, more: { label: toLabel(twin, repository, label) } });
}
