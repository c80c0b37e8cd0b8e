import { z } from 'zod';
import { type Arguments, parseArguments } from './arguments.ts';
import { SlackError } from './errors.ts';
import { USERS } from './model.ts';
import { type Json, toUser } from './present.ts';

export function userInfo(given: Arguments): Json {
  const { user } = parseArguments(given, z.looseObject({ user: z.string() }));
  const found = USERS.find(({ id }) => id === user);
  if (!found) throw new SlackError('user_not_found');
  return { user: toUser(found) };
}

export function lookupByEmail(given: Arguments): Json {
  const { email } = parseArguments(given, z.looseObject({ email: z.string() }));
  const found = USERS.find((user) => user.email !== '' && user.email === email.toLowerCase());
  if (!found) throw new SlackError('users_not_found');
  return { user: toUser(found) };
}

export function listUsers(): Json {
  return { members: USERS.map(toUser), cache_ts: 0, response_metadata: { next_cursor: '' } };
}
