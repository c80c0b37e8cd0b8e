import { SentryError } from './errors.ts';
import type { IssueRecord } from './model.ts';
import { type Organization, projectOf } from './organization.ts';

type Test = (issue: IssueRecord, site: Organization) => boolean;

const HOUR_MS = 60 * 60 * 1_000;

/** The words of Sentry's search that this twin knows. */
const WORDS: Readonly<Record<string, (value: string) => Test | undefined>> = {
  is: (value) => (['unresolved', 'resolved', 'ignored'].includes(value) ? ({ status }) => status === value : undefined),
  project: (value) => (issue, site) => listOf(value).includes(projectOf(site, issue.projectId)?.slug ?? ''),
  level: (value) => (issue) => listOf(value).includes(issue.level),
  'issue.category': (value) => () => value === 'error',
  lastSeen: (value) => {
    const hours = /^-(\d+)h$/.exec(value)?.[1];
    return hours === undefined
      ? undefined
      : (issue, site) => Date.parse(issue.lastSeen) >= site.now().getTime() - Number(hours) * HOUR_MS;
  },
};

/** The issues a query finds. @throws SentryError 400 for what this subset does not know */
export function searchIssues(site: Organization, query: string): IssueRecord[] {
  const tests = (query.match(/\S+/g) ?? []).map((word) => {
    const at = word.indexOf(':');
    const make = at < 0 ? undefined : WORDS[word.slice(0, at)];
    const test = make?.(word.slice(at + 1));
    if (!test) throw new SentryError(400, `Error parsing search query: "${word}" is not supported`);
    return test;
  });
  return site.issues.list().filter((issue) => tests.every((test) => test(issue, site)));
}

const ORDERS: Readonly<Record<string, (a: IssueRecord, b: IssueRecord) => number>> = {
  date: (a, b) => b.lastSeen.localeCompare(a.lastSeen) || Number(b.id) - Number(a.id),
  new: (a, b) => b.firstSeen.localeCompare(a.firstSeen) || Number(b.id) - Number(a.id),
  freq: (a, b) => b.count - a.count || Number(b.id) - Number(a.id),
};

/** @throws SentryError 400 for an order that this twin does not know */
export function sortIssues(issues: readonly IssueRecord[], sort: string): IssueRecord[] {
  const order = ORDERS[sort];
  if (!order) throw new SentryError(400, `Invalid sort: ${sort}`);
  return issues.toSorted(order);
}

function listOf(value: string): readonly string[] {
  return value.replace(/^\[|\]$/g, '').split(',');
}
