import type { Hono } from 'hono';
import { z } from 'zod';
import { JiraError } from './errors.ts';
import { findIssue } from './find-issue.ts';
import { type JiraEnv, readBody } from './http.ts';
import { LINK_TYPES } from './model.ts';
import { toLink } from './present.ts';
import type { Site } from './site.ts';

const issueRefSchema = z.looseObject({ key: z.string().optional(), id: z.string().optional() });
const linkRequestSchema = z.looseObject({
  type: z.looseObject({ id: z.string().optional(), name: z.string().optional() }),
  inwardIssue: issueRefSchema,
  outwardIssue: issueRefSchema,
});

/** Links between issues, and their types. */
export function linkRoutes(app: Hono<JiraEnv>, site: Site): void {
  app.get('/rest/api/3/issueLinkType', (c) => c.json({ issueLinkTypes: LINK_TYPES }));
  app.post('/rest/api/3/issueLink', async (c) => {
    const { type, inwardIssue, outwardIssue } = await readBody(c, linkRequestSchema);
    const known = LINK_TYPES.find(({ id, name }) => id === type.id || name.toLowerCase() === type.name?.toLowerCase());
    if (!known) throw new JiraError(404, [`No issue link type with name '${type.name ?? type.id}' found.`]);
    const inward = findIssue(site, inwardIssue.key ?? inwardIssue.id ?? '');
    const outward = findIssue(site, outwardIssue.key ?? outwardIssue.id ?? '');
    if (inward.key === outward.key) throw new JiraError(400, ['You cannot link an issue to itself.']);
    // A link that is there already is not made twice; Jira answers as if it were.
    const same = site.links
      .list()
      .some((link) => link.typeId === known.id && link.inwardKey === inward.key && link.outwardKey === outward.key);
    if (same) return c.body(null, 201);
    const id = String(10_000 + site.links.next());
    site.links.put(id, { id, typeId: known.id, inwardKey: inward.key, outwardKey: outward.key });
    return c.body(null, 201);
  });
  app.get('/rest/api/3/issueLink/:id', (c) => {
    const link = site.links.get(c.req.param('id'));
    if (!link) throw new JiraError(404, [`No issue link with id '${c.req.param('id')}' exists.`]);
    return c.json(toLink(site, link));
  });
  app.delete('/rest/api/3/issueLink/:id', (c) => {
    if (!site.links.get(c.req.param('id'))) throw new JiraError(404, [`No issue link with id '${c.req.param('id')}' exists.`]);
    site.links.delete(c.req.param('id'));
    return c.body(null, 204);
  });
}
