import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { JiraError } from './errors.ts';
import { type JiraEnv, queryList, queryNumber, readBody } from './http.ts';
import { searchIssues } from './jql.ts';
import { parseJql } from './parse-jql.ts';
import { type Json, selectFields, toIssue } from './present.ts';
import type { Site } from './site.ts';

const searchSchema = z.looseObject({
  jql: z.string().default(''),
  fields: z.array(z.string()).default([]),
  maxResults: z.int().min(0).default(50),
  nextPageToken: z.string().nullish(),
});
type Search = z.infer<typeof searchSchema>;

const MAX_PAGE = 5_000;

/** Search by JQL in its present form; the form that Atlassian removed in 2025 is refused as Atlassian does. */
export function searchRoutes(app: Hono<JiraEnv>, site: Site): void {
  app.get('/rest/api/3/search/jql', (c) => c.json(search(site, querySearch(c))));
  app.post('/rest/api/3/search/jql', async (c) => c.json(search(site, await readBody(c, searchSchema))));
  app.post('/rest/api/3/search/approximate-count', async (c) => {
    const { jql } = await readBody(c, z.looseObject({ jql: z.string() }));
    return c.json({ count: searchIssues(site, jql).length });
  });
  app.all('/rest/api/:version{[23]}/search', () => {
    throw new JiraError(410, [
      'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046',
    ]);
  });
}

function querySearch(c: Context<JiraEnv>): Search {
  return {
    jql: c.req.query('jql') ?? '',
    fields: queryList(c, 'fields'),
    maxResults: queryNumber(c, 'maxResults', 50),
    nextPageToken: c.req.query('nextPageToken'),
  };
}

function search(site: Site, { jql, fields, maxResults, nextPageToken }: Search): Json {
  if (parseJql(jql).where === undefined) {
    throw new JiraError(400, ['Unbounded JQL queries are not allowed here. Please add a search restriction to your query.']);
  }
  const found = searchIssues(site, jql);
  const start = nextPageToken ? readPageToken(nextPageToken) : 0;
  const end = start + Math.min(maxResults, MAX_PAGE);
  const issues = found.slice(start, end).map((issue) => select(toIssue(site, issue), fields));
  const isLast = end >= found.length;
  return { issues, isLast, ...(isLast ? {} : { nextPageToken: Buffer.from(`from:${end}`).toString('base64url') }) };
}

/** Without `fields` only ids are told. */
function select(issue: Json, fields: readonly string[]): Json {
  if (fields.length === 0 || (fields.length === 1 && fields[0] === 'id')) return { id: issue['id'] };
  const all = z.record(z.string(), z.unknown()).parse(issue['fields']);
  return { ...issue, fields: selectFields(all, fields) };
}

function readPageToken(token: string): number {
  const match = /^from:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match) throw new JiraError(400, ['The provided next page token is invalid or expired.']);
  return Number(match[1]);
}
