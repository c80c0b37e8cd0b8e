import type { Hono } from 'hono';
import { z } from 'zod';
import { saveChange } from './changes.ts';
import { JiraError } from './errors.ts';
import { change } from './fields.ts';
import { accountOf, type JiraEnv, readBody } from './http.ts';
import { findIssue } from './find-issue.ts';
import { STATUSES } from './model.ts';
import { toTransition } from './present.ts';
import type { Site } from './site.ts';

const transitionSchema = z.looseObject({ transition: z.looseObject({ id: z.string() }) });

/** Moves through the workflow, from any status to any. */
export function transitionRoutes(app: Hono<JiraEnv>, site: Site): void {
  app.get('/rest/api/3/issue/:key/transitions', (c) => {
    findIssue(site, c.req.param('key'));
    const asked = c.req.query('transitionId');
    const transitions = STATUSES.filter(({ transition }) => asked === undefined || transition === asked);
    return c.json({ expand: 'transitions', transitions: transitions.map((status) => toTransition(site, status)) });
  });
  app.post('/rest/api/3/issue/:key/transitions', async (c) => {
    const { key } = findIssue(site, c.req.param('key'));
    const { transition } = await readBody(c, transitionSchema);
    const to = STATUSES.find((status) => status.transition === transition.id);
    if (!to) throw new JiraError(400, [`Transition id '${transition.id}' is not valid for this issue.`]);
    site.documents.transaction(() => {
      const issue = findIssue(site, key);
      const from = STATUSES.find((status) => status.id === issue.statusId) ?? STATUSES[0];
      const items = from.id === to.id ? [] : [change('status', [from.id, from.name], [to.id, to.name])];
      saveChange(site, { ...issue, statusId: to.id, statusChanged: site.now() }, items, accountOf(c));
    });
    return c.body(null, 204);
  });
}
