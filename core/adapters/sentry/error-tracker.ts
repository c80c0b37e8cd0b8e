import { z } from 'zod';
import type { ErrorTracker, GroupQuery } from '#ports/error-tracker.ts';
import { type ClientOptions, openClient } from './client.ts';
import { eventSchema, eventSummarySchema, issueSchema } from './schema.ts';
import { toEvent, toTags } from './to-event.ts';
import { toGroup } from './to-group.ts';

export interface ErrorTrackerOptions extends ClientOptions {
  /** The organisation's slug. */
  readonly organization: string;
}

/** Sentry's largest page. */
const PAGE = '100';

/** Sentry through its REST API (`/api/0`), with an auth token that may read issues and events. */
export function openErrorTracker({ organization, ...options }: ErrorTrackerOptions): ErrorTracker {
  const get = openClient(options);
  const base = `organizations/${encodeURIComponent(organization)}`;
  const issue = (issueId: string): string => `${base}/issues/${encodeURIComponent(issueId)}`;
  return {
    listGroups: async (query) => {
      const { data, cursor } = await get(`${base}/issues/`, z.array(issueSchema), toQuery(query));
      return { items: data.map(toGroup), ...(cursor === undefined ? {} : { cursor }) };
    },
    readGroup: async (issueId) => toGroup((await get(`${issue(issueId)}/`, issueSchema)).data),
    listEvents: async (issueId) => {
      const { data } = await get(`${issue(issueId)}/events/`, z.array(eventSummarySchema));
      return data.map(({ eventID, dateCreated, title, message, tags }) => ({
        id: eventID,
        at: dateCreated,
        message: message || title,
        tags: toTags(tags),
      }));
    },
    readEvent: async (issueId, eventId) => {
      const path = `${issue(issueId)}/events/${encodeURIComponent(eventId)}/`;
      return toEvent((await get(path, eventSchema)).data);
    },
  };
}

function toQuery({ projects, mostFrequent, cursor }: GroupQuery): URLSearchParams {
  const words = ['is:unresolved', 'issue.category:error', 'lastSeen:-24h'];
  if (projects.length > 0) words.push(`project:[${projects.join(',')}]`);
  const sort = mostFrequent ? 'freq' : 'date';
  const query = new URLSearchParams({ query: words.join(' '), statsPeriod: '24h', groupStatsPeriod: '24h', sort, limit: PAGE });
  // Minus one stands for every project that the token may see, rather than those its owner is a member of.
  query.set('project', '-1');
  if (cursor !== undefined) query.set('cursor', cursor);
  return query;
}
