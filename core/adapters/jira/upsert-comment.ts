import { createHash } from 'node:crypto';
import { isNotFoundError } from 'jira.js';
import { addComment, type Comment, deleteComment, getComments, getCommentsByIds, updateComment } from 'jira.js/cloud';
import type { Client } from 'jira.js/core';
import { z } from 'zod';
import { markdownToAdf } from './markdown-to-adf.ts';

/** The comment property that carries the marker; people never see it, and Jira keeps it with the comment. */
const PROPERTY = 'stepwright';
const PAGE = 100;
const propertySchema = z.looseObject({ marker: z.string(), hash: z.string().optional() });

export interface CommentInput {
  readonly key: string;
  readonly marker: string;
  readonly markdown: string;
  /** Our own account's id. */
  readonly author: string;
}

/**
 * Edits our comment with this marker when its text has changed, or adds it. When two callers add it at the same moment, both see both
 * afterwards and the older one is kept.
 */
export async function upsertComment(client: Client, input: CommentInput): Promise<void> {
  const { key, marker, markdown } = input;
  const body = { ...markdownToAdf(markdown) };
  const hash = createHash('sha256').update(markdown).digest('hex');
  const properties = [{ key: PROPERTY, value: { marker, hash } }];
  const before = await findMarked(client, input);
  const added = before.length > 0 ? undefined : await addComment(client, { issueIdOrKey: key, body, properties });
  const [kept, ...twins] = added ? await findMarked(client, input) : before;
  for (const twin of twins) await removeComment(client, key, twin);
  // An edit that changes nothing would still notify everybody who watches the ticket.
  if (kept?.id !== undefined && kept.id !== added?.id && propertyOf(kept)?.hash !== hash) {
    await updateComment(client, { issueIdOrKey: key, id: kept.id, body: { body, properties } });
  }
}

/** Harmless when another caller removed it first. */
async function removeComment(client: Client, key: string, comment: Comment): Promise<void> {
  try {
    await deleteComment(client, { issueIdOrKey: key, id: comment.id ?? '' });
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
  }
}

/** Our own comments with this marker, oldest first. */
async function findMarked(client: Client, { key, marker, author: own }: CommentInput): Promise<Comment[]> {
  const marked: Comment[] = [];
  for (let startAt = 0; ; startAt += PAGE) {
    const { comments = [], total = 0 } = await getComments(client, { issueIdOrKey: key, startAt, maxResults: PAGE });
    const ids = comments.filter(({ author }) => author?.accountId === own).map(({ id }) => Number(id));
    if (ids.length > 0) {
      const { values } = await getCommentsByIds(client, { ids, expand: 'properties' });
      marked.push(...values.filter((comment) => propertyOf(comment)?.marker === marker));
    }
    if (comments.length === 0 || startAt + comments.length >= total) break;
  }
  return marked.sort((a, b) => Number(a.id) - Number(b.id));
}

function propertyOf(comment: Comment): z.infer<typeof propertySchema> | undefined {
  const property = comment.properties?.find(({ key }) => key === PROPERTY);
  return propertySchema.safeParse(property?.value).data;
}
