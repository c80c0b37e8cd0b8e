import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Collection, type Documents, openDocuments } from '../documents.ts';
import { type DeliveryRecord, deliverySchema } from './deliveries.ts';
import {
  type Account,
  accountSchema,
  type AttachmentRecord,
  attachmentSchema,
  type CommentRecord,
  commentSchema,
  type HistoryRecord,
  historySchema,
  type IssueRecord,
  issueSchema,
  type LinkRecord,
  linkSchema,
} from './model.ts';

/** The one project of the site. */
interface Project {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

/** Everything the twin knows, in durable collections; ids of comments, links and histories are zero-padded nowhere and sort by insertion. */
export interface Site {
  readonly url: () => string;
  readonly project: Project;
  readonly agent: Account;
  readonly human: Account;
  readonly accounts: readonly Account[];
  readonly documents: Documents;
  readonly issues: Collection<IssueRecord>;
  /** Issue id to key. */
  readonly issueKeys: Collection<{ key: string }>;
  /** `KEY/commentId`. */
  readonly comments: Collection<CommentRecord>;
  /** Comment id to issue key. */
  readonly commentIssues: Collection<{ key: string }>;
  readonly links: Collection<LinkRecord>;
  /** `KEY/historyId`. */
  readonly histories: Collection<HistoryRecord>;
  readonly attachments: Collection<AttachmentRecord>;
  /** What attachments hold, by their id. */
  readonly files: Collection<{ base64: string }>;
  readonly deliveries: Collection<DeliveryRecord>;
  /** Now, in ISO 8601. */
  now(): string;
}

export interface SiteOptions {
  readonly file: string;
  readonly url: () => string;
  readonly email: string;
  readonly apiToken: string;
  readonly project: string;
}

/** Dana files the tickets; the agent works under its own account, as an app does. */
export function openSite(options: SiteOptions): Site {
  const documents = openDocuments(options.file);
  const keySchema = z.object({ key: z.string() });
  const agent: Account = {
    accountId: '712020:5f0a7e2c-9d2f-4c57-9a36-57e9a9e1a9e7',
    accountType: 'app',
    displayName: 'Stepwright',
    email: options.email,
    apiToken: options.apiToken,
    showsEmail: false,
  };
  const human = openHuman(documents);
  return {
    url: options.url,
    project: { id: '10000', key: options.project, name: `${options.project} project` },
    agent,
    human,
    accounts: [human, agent],
    documents,
    issues: documents.collection('issues', issueSchema),
    issueKeys: documents.collection('issue_keys', keySchema),
    comments: documents.collection('comments', commentSchema),
    commentIssues: documents.collection('comment_issues', keySchema),
    links: documents.collection('links', linkSchema),
    histories: documents.collection('histories', historySchema),
    attachments: documents.collection('attachments', attachmentSchema),
    files: documents.collection('files', z.object({ base64: z.string() })),
    deliveries: documents.collection('deliveries', deliverySchema),
    now: () => new Date().toISOString(),
  };
}

/** Made once per data directory, with a token of her own. */
function openHuman(documents: Documents): Account {
  const accounts = documents.collection('accounts', accountSchema);
  const dana: Account = {
    accountId: '5b10ac8d82e05b22cc7d4ef5',
    accountType: 'atlassian',
    displayName: 'Dana Reyes',
    email: 'dana@example.com',
    apiToken: `ATATT3x${randomBytes(24).toString('base64url')}`,
    showsEmail: true,
  };
  accounts.insert('dana', dana);
  return accounts.get('dana') ?? dana;
}
