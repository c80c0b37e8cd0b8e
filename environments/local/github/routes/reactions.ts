import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { toUtc } from '../git/objects.ts';
import { loginOf } from '../http/actor.ts';
import { type Env, paginate, readBody, readNumber, readRepository } from '../http/api.ts';
import { notFound } from '../http/errors.ts';
import { nodeId, toUser } from '../render/identity.ts';
import { type ReactionRecord, reactionSchema } from '../state/pulls.ts';
import { keyOf } from '../state/repositories.ts';
import { keyIn } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { readConversation } from './issues.ts';

const bodySchema = z.object({ content: reactionSchema.shape.content });

/** Reactions to issues, pull requests and comments. */
export function reactionRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name');
  const subjects = {
    '/issues/:number/reactions': (context: Context<Env>) => `issue/${readConversation(twin, context).issue.id}`,
    '/issues/comments/:id/reactions': (context: Context<Env>) => subjectOf(twin, context, 'comments'),
    '/pulls/comments/:id/reactions': (context: Context<Env>) => subjectOf(twin, context, 'reviewComments'),
  };
  for (const [path, read] of Object.entries(subjects)) {
    api.get(path, (context) => {
      const reactions = listReactions(twin, read(context));
      return context.json(paginate(context, reactions).map((one) => toReaction(twin, one)));
    });
    api.post(path, async (context) => {
      const subject = read(context);
      const { content } = await readBody(context, bodySchema, 'Reaction');
      const user = loginOf(context.get('actor'));
      const existing = listReactions(twin, subject).find((one) => one.user === user && one.content === content);
      if (existing !== undefined) return context.json(toReaction(twin, existing), 200);
      const reaction = { id: twin.store.reactions.next(), subject, user, content, createdAt: toUtc(twin.now()) };
      twin.store.reactions.put(keyIn(subject, reaction.id), reaction);
      return context.json(toReaction(twin, reaction), 201);
    });
    api.delete(`${path}/:reaction`, (context) => {
      const id = keyIn(read(context), readNumber(context, 'reaction'));
      if (twin.store.reactions.get(id) === undefined) throw notFound();
      twin.store.reactions.delete(id);
      return context.body(null, 204);
    });
  }
  return api;
}

function subjectOf(twin: Twin, context: Context<Env>, kind: 'comments' | 'reviewComments'): string {
  const comment = twin.store[kind].get(keyOf(readRepository(twin, context)), readNumber(context, 'id'));
  if (comment === undefined) throw notFound();
  return `${kind === 'comments' ? 'comment' : 'review-comment'}/${comment.id}`;
}

function listReactions(twin: Twin, subject: string): ReactionRecord[] {
  return twin.store.reactions.list(`${subject}#`);
}

function toReaction(twin: Twin, { id, user, content, createdAt }: ReactionRecord) {
  return { id, node_id: nodeId('Reaction', id), user: toUser(twin, user), content, created_at: createdAt };
}
