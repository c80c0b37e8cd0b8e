import { Hono } from 'hono';
import { type Env, readRepository } from '../http/api.ts';
import { roleOf } from '../people.ts';
import { toUser } from '../render/identity.ts';
import type { Twin } from '../twin.ts';

/** People and what they may do. */
export function peopleRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>();
  api.get('/repos/:owner/:name/collaborators/:username/permission', (context) => {
    readRepository(twin, context);
    const login = context.req.param('username');
    const permission = roleOf(login);
    return context.json({ permission, role_name: permission, user: toUser(twin, login) });
  });
  api.get('/users/:username', (context) => {
    const login = context.req.param('username');
    return context.json({ ...toUser(twin, login), name: login, email: null, company: null, location: null, bio: null });
  });
  return api;
}
