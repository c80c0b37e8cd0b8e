import { createHash } from 'node:crypto';
import type { Backlog } from '#domain/backlog.ts';
import type { DeliveryRef } from '#domain/channel-event.ts';
import { subjectIdOf } from '#domain/ids.ts';
import type { Status } from '#domain/lifecycle.ts';
import type { Person } from '#domain/person.ts';
import type { StepRef } from '#ports/task-store.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const inTask = (taskId: string, sk: string): Key => ({ pk: `TASK#${taskId}`, sk });

/** Numbers within a sort key, padded so that they sort. */
const padded = (n: number): string => String(n).padStart(4, '0');

// GitHub's names are case-insensitive; webhooks and humans do not always agree on the case.
const repoPart = (repo: string): string => repo.toLowerCase();

export const taskKey = (taskId: string): Key => inTask(taskId, 'META');
export const eventKey = (taskId: string, eventId: string): Key => inTask(taskId, `EVENT#${eventId}`);
export const approvalKey = (taskId: string, n: number): Key => inTask(taskId, `APPROVAL#${padded(n)}`);
export const questionKey = (taskId: string, n: number): Key => inTask(taskId, `QUESTION#${padded(n)}`);
export const ciWaitKey = (taskId: string, round: number): Key => inTask(taskId, `CIWAIT#${padded(round)}`);
export const resultKey = ({ taskId, runId, step }: StepRef): Key => inTask(taskId, `RESULT#${runId}#${step}`);
export const callbackKey = (taskId: string, token: string): Key => inTask(taskId, `CALLBACK#${hashOf(token)}`);
export const stopKey = (taskId: string): Key => inTask(taskId, 'STOP');
export const pullRequestRefKey = (taskId: string, repo: string, prNumber: number): Key =>
  inTask(taskId, `PR#${repoPart(repo)}#${prNumber}`);
export const noticeKey = (taskId: string, eventId: string, channel: string): Key =>
  inTask(taskId, `NOTICE#${eventId}#${channel}`);
export const backlogKey = ({ taskId, channel }: Pick<Backlog, 'taskId' | 'channel'>): Key => inTask(taskId, `BACKLOG#${channel}`);
export const subjectKey = (subject: { channel: string; key: string }, sk: 'LIVE' | 'ENDED'): Key => ({
  pk: `SUBJECT#${subjectIdOf(subject)}`,
  sk,
});
export const deliveryKey = ({ channel, id }: DeliveryRef): Key => ({ pk: `DELIVERY#${channel}#${id}`, sk: 'SEEN' });
/** A question is an event of its own partition: the stream hands it on. */
export const inquiryKey = (id: string, eventId: string): Key => ({ pk: `INQUIRY#${id}`, sk: `EVENT#${eventId}` });
export const answerKey = (id: string): Key => ({ pk: `INQUIRY#${id}`, sk: 'ANSWERED' });
export const chatSessionKey = (id: string): Key => ({ pk: `SESSION#${id}`, sk: 'CHAT' });
export const leaseKey = (repo: string, branch: string): Key => ({ pk: `BRANCH#${repoPart(repo)}#${branch}`, sk: 'LEASE' });
/** Begins the partitions of kept deliveries; their events sort like a task's, so that one stream carries both. */
export const INBOX = 'INBOX#';
export const inboxKey = ({ channel, id }: DeliveryRef, sk: string): Key => ({ pk: `${INBOX}${channel}#${id}`, sk });
export const errorGroupKey = (issueId: string): Key => ({ pk: `ERRORGROUP#${issueId}`, sk: 'TICKET' });
export const webhookKey = (id: string): Key => ({ pk: `WEBHOOK#${id}`, sk: 'META' });
export const sweepKey = (sweep: string): Key => ({ pk: `SWEEP#${sweep}`, sk: 'CURSOR' });
export const commitKey = (repo: string, headSha: string, wait: Key): Key => ({
  pk: commitPartition(repo, headSha),
  sk: `${wait.pk}#${wait.sk}`,
});
export const commitPartition = (repo: string, headSha: string): string => `COMMIT#${repoPart(repo)}#${headSha}`;

/** Index partitions. */
export const statusKey = (status: Status): string => `STATUS#${status}`;
export const requesterKey = ({ channel, id }: Pick<Person, 'channel' | 'id'>): string => `REQUESTER#${channel}#${id}`;
/** A person's webhooks stand beside their tasks. */
export const webhooksOf = ({ channel, id }: Pick<Person, 'channel' | 'id'>): string => `WEBHOOKS#${channel}#${id}`;
export const pullRequestKey = (repo: string, prNumber: number): string => `PR#${repoPart(repo)}#${prNumber}`;
/** Decided waits that the workflow was not told of yet share the status index. */
export const UNDELIVERED = 'CALLBACK#undelivered';
/** So do ended tasks for which something may still run. */
export const UNSTOPPED = 'STOP#owed';
/** And channels that are behind, or given up. */
export const backlogState = (state: Backlog['state']): string => `BACKLOG#${state}`;

/** Sorts by time, and by id within one millisecond. */
export const timeKey = (at: string, id: string): string => `${at}#${id}`;

/** SHA-256 in hex: what is kept of a token where only its holder has to be recognised. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
