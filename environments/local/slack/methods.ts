import type { Arguments } from './arguments.ts';
import { addReaction, authTest, deleteMessage, getPermalink, postEphemeral, postMessage, updateMessage } from './chat-methods.ts';
import { conversationInfo, history, listConversations, replies } from './conversation-methods.ts';
import { SlackError } from './errors.ts';
import type { Json } from './present.ts';
import { listUsers, lookupByEmail, userInfo } from './user-methods.ts';
import { openView, updateView } from './view-methods.ts';
import type { Workspace } from './workspace.ts';

type Method = (workspace: Workspace, given: Arguments) => Json;

/** The part of the Web API that is here. */
const METHODS: Readonly<Record<string, Method>> = {
  'api.test': (_, given) => ({ args: given }),
  'auth.test': authTest,
  'chat.postMessage': postMessage,
  'chat.update': updateMessage,
  'chat.delete': deleteMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
  'conversations.info': conversationInfo,
  'conversations.list': listConversations,
  'conversations.history': history,
  'conversations.replies': replies,
  'users.info': (_, given) => userInfo(given),
  'users.list': listUsers,
  'users.lookupByEmail': (_, given) => lookupByEmail(given),
  'views.open': openView,
  'views.update': updateView,
  'reactions.add': addReaction,
};

/** Runs a method in one transaction. @throws SlackError, `unknown_method` for what is not here */
export function callMethod(workspace: Workspace, name: string, given: Arguments): Json {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method) throw new SlackError('unknown_method');
  return workspace.documents.transaction(() => method(workspace, given));
}
