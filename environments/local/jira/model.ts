import { z } from 'zod';
import { adfDocumentSchema } from './adf.ts';

/** Somebody with an account on the site. */
export const accountSchema = z.object({
  accountId: z.string(),
  accountType: z.enum(['atlassian', 'app']),
  displayName: z.string(),
  email: z.string(),
  apiToken: z.string(),
  /** Whether the profile shows the address to others; webhooks and the API then carry it. */
  showsEmail: z.boolean(),
});
export type Account = z.infer<typeof accountSchema>;

export const issueSchema = z.object({
  id: z.string(),
  key: z.string(),
  summary: z.string(),
  description: adfDocumentSchema.nullable(),
  labels: z.array(z.string()),
  priorityId: z.string(),
  issueTypeId: z.string(),
  statusId: z.string(),
  statusChanged: z.string(),
  reporterId: z.string(),
  creatorId: z.string(),
  assigneeId: z.string().nullable(),
  created: z.string(),
  updated: z.string(),
});
export type IssueRecord = z.infer<typeof issueSchema>;

export const commentSchema = z.object({
  id: z.string(),
  issueKey: z.string(),
  authorId: z.string(),
  updateAuthorId: z.string(),
  body: adfDocumentSchema,
  properties: z.array(z.object({ key: z.string(), value: z.unknown() })),
  created: z.string(),
  updated: z.string(),
});
export type CommentRecord = z.infer<typeof commentSchema>;

export const attachmentSchema = z.object({
  id: z.string(),
  issueKey: z.string(),
  filename: z.string(),
  mimeType: z.string(),
  size: z.int(),
  authorId: z.string(),
  created: z.string(),
  /** Opens it at the media service. */
  mediaKey: z.string(),
});
export type AttachmentRecord = z.infer<typeof attachmentSchema>;

export const linkSchema = z.object({ id: z.string(), typeId: z.string(), inwardKey: z.string(), outwardKey: z.string() });
export type LinkRecord = z.infer<typeof linkSchema>;

const changeItemSchema = z.object({
  field: z.string(),
  fieldtype: z.string(),
  fieldId: z.string(),
  from: z.string().nullable(),
  fromString: z.string().nullable(),
  to: z.string().nullable(),
  toString: z.string().nullable(),
});
export type ChangeItem = z.infer<typeof changeItemSchema>;

export const historySchema = z.object({
  id: z.string(),
  issueKey: z.string(),
  authorId: z.string(),
  created: z.string(),
  items: z.array(changeItemSchema),
});
export type HistoryRecord = z.infer<typeof historySchema>;

/** The site's workflow, from any status to any. */
export const STATUSES = [
  { id: '10000', name: 'To Do', transition: '11', category: { id: 2, key: 'new', colorName: 'blue-gray', name: 'To Do' } },
  {
    id: '10001',
    name: 'In Progress',
    transition: '21',
    category: { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
  },
  {
    id: '10002',
    name: 'In Review',
    transition: '31',
    category: { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
  },
  { id: '10003', name: 'Done', transition: '41', category: { id: 3, key: 'done', colorName: 'green', name: 'Done' } },
] as const;

/** Jira Cloud's own default priorities. */
export const PRIORITIES = [
  { id: '1', name: 'Highest' },
  { id: '2', name: 'High' },
  { id: '3', name: 'Medium' },
  { id: '4', name: 'Low' },
  { id: '5', name: 'Lowest' },
] as const;

export const ISSUE_TYPES = [
  { id: '10001', name: 'Task', description: 'A small, distinct piece of work.' },
  { id: '10002', name: 'Bug', description: 'A problem or error.' },
  { id: '10003', name: 'Story', description: 'Functionality expressed as a user goal.' },
] as const;

export const LINK_TYPES = [
  { id: '10000', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' },
  { id: '10001', name: 'Cloners', inward: 'is cloned by', outward: 'clones' },
  { id: '10002', name: 'Duplicate', inward: 'is duplicated by', outward: 'duplicates' },
  { id: '10003', name: 'Relates', inward: 'relates to', outward: 'relates to' },
] as const;
