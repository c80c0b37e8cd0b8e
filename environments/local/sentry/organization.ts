import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Collection, type Documents, openDocuments } from '../documents.ts';
import { type HookRecord, hookSchema } from './hooks.ts';
import {
  type EventRecord,
  eventSchema,
  type IncidentRecord,
  incidentSchema,
  type IssueRecord,
  issueSchema,
  type Project,
} from './model.ts';

/** Everything the twin knows, in durable collections. */
export interface Organization {
  readonly slug: string;
  readonly url: () => string;
  readonly projects: readonly Project[];
  readonly documents: Documents;
  readonly issues: Collection<IssueRecord>;
  /** Issue id by the hash of what is grouped. */
  readonly groups: Collection<{ issueId: string }>;
  /** `ISSUE/eventId`. */
  readonly events: Collection<EventRecord>;
  /** `PROJECT/incident`. */
  readonly incidents: Collection<IncidentRecord>;
  /** When events came in lately, by project (ms since 1970); forgotten with a restart. */
  readonly recent: Map<string, readonly number[]>;
  readonly hooks: Collection<HookRecord>;
  now(): Date;
}

export interface OrganizationOptions {
  /** SQLite file; `:memory:` for tests. */
  readonly file: string;
  readonly url: () => string;
  readonly slug: string;
  /** Slugs of its projects. */
  readonly projects: readonly string[];
  readonly now?: () => Date;
}

/** Issue ids begin here, so that they look like Sentry's. */
const FIRST_ID = 4_500_000_000;

export function openOrganization({ file, url, slug, projects, now = () => new Date() }: OrganizationOptions): Organization {
  const documents = openDocuments(file);
  return {
    slug,
    url,
    projects: projects.map((name, index) => ({
      id: String(index + 1),
      slug: name,
      platform: 'node',
      publicKey: hashOf(`public key of ${name}`).slice(0, 32),
    })),
    documents,
    issues: documents.collection('issues', issueSchema),
    groups: documents.collection('groups', z.object({ issueId: z.string() })),
    events: documents.collection('events', eventSchema),
    incidents: documents.collection('incidents', incidentSchema),
    recent: new Map(),
    hooks: documents.collection('hooks', hookSchema),
    now,
  };
}

export function projectOf({ projects }: Organization, idOrSlug: string): Project | undefined {
  return projects.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
}

export function nextIssueId({ issues }: Organization): string {
  return String(FIRST_ID + issues.next());
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
