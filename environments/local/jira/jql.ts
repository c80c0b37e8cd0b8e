import { JiraError } from './errors.ts';
import { plainText } from './adf.ts';
import { ISSUE_TYPES, type IssueRecord, PRIORITIES, STATUSES } from './model.ts';
import type { Site } from './site.ts';
import { type Expression, type Operator, type Order, type Query, parseJql } from './parse-jql.ts';

/** Which values of an issue a JQL field compares with, lower case. */
const FIELDS: Readonly<Record<string, (issue: IssueRecord, site: Site) => string[]>> = {
  project: (_, site) => [site.project.key, site.project.id, site.project.name],
  key: (issue) => [issue.key, issue.id],
  labels: (issue) => issue.labels,
  status: (issue) => [issue.statusId, statusOf(issue).name],
  statuscategory: (issue) => [String(statusOf(issue).category.id), statusOf(issue).category.name, statusOf(issue).category.key],
  issuetype: (issue) => named(ISSUE_TYPES, issue.issueTypeId),
  priority: (issue) => named(PRIORITIES, issue.priorityId),
  reporter: (issue, site) => person(site, issue.reporterId),
  assignee: (issue, site) => (issue.assigneeId === null ? [] : person(site, issue.assigneeId)),
};

/** Fields that `~` searches for words. */
const TEXTS: Readonly<Record<string, (issue: IssueRecord, site: Site) => string>> = {
  summary: (issue) => issue.summary,
  description: (issue) => descriptionOf(issue),
  text: (issue, site) =>
    [issue.summary, descriptionOf(issue), ...site.comments.list(`${issue.key}/`).map(({ body }) => plainText(body))].join(' '),
};

const ALIASES: Readonly<Record<string, string>> = {
  issue: 'key',
  issuekey: 'key',
  id: 'key',
  type: 'issuetype',
  label: 'labels',
};

const ORDERS: Readonly<Record<string, (issue: IssueRecord) => string | number>> = {
  key: (issue) => Number(issue.id),
  created: (issue) => issue.created,
  updated: (issue) => issue.updated,
  summary: (issue) => issue.summary,
  status: (issue) => issue.statusId,
  priority: (issue) => -Number(issue.priorityId),
};

/** The issues that a JQL query finds, in its order. @throws JiraError 400 for what this subset does not know */
export function searchIssues(site: Site, jql: string): IssueRecord[] {
  const query = parseJql(jql);
  validate(query);
  const { where } = query;
  const found = site.issues.list().filter((issue) => where === undefined || matches(where, issue, site));
  return sortIssues(found, query.orderBy);
}

function validate(query: Query): void {
  const errors: string[] = [];
  const visit = (node: Expression): void => {
    if (node.type === 'not') return visit(node.inner);
    if (node.type !== 'clause') return node.parts.forEach(visit);
    const problem = problemOf(node);
    if (problem) errors.push(problem);
  };
  if (query.where) visit(query.where);
  for (const { field } of query.orderBy) {
    if (!Object.hasOwn(ORDERS, canonical(field))) errors.push(`Not able to sort using field '${field}'.`);
  }
  if (errors.length > 0) throw new JiraError(400, errors);
}

function problemOf({ field, operator }: Extract<Expression, { type: 'clause' }>): string | undefined {
  const name = canonical(field);
  const text = Object.hasOwn(TEXTS, name);
  if (!text && !Object.hasOwn(FIELDS, name)) {
    return `Field '${field}' does not exist or you do not have permission to view it.`;
  }
  const isSearch = operator === '~' || operator === '!~';
  if (text !== isSearch) return `The operator '${operator}' is not supported by the '${field}' field.`;
  return undefined;
}

function matches(node: Expression, issue: IssueRecord, site: Site): boolean {
  switch (node.type) {
    case 'and':
      return node.parts.every((part) => matches(part, issue, site));
    case 'or':
      return node.parts.some((part) => matches(part, issue, site));
    case 'not':
      return !matches(node.inner, issue, site);
    case 'clause':
      return matchesClause(node, issue, site);
  }
}

function matchesClause(clause: Extract<Expression, { type: 'clause' }>, issue: IssueRecord, site: Site): boolean {
  const name = canonical(clause.field);
  const { operator } = clause;
  const values = clause.values.map((value) => value.toLowerCase());
  const text = TEXTS[name]?.(issue, site);
  if (text !== undefined) return values.every((value) => containsWords(text.toLowerCase(), value)) === (operator === '~');
  return matchesValues(
    operator,
    values,
    (FIELDS[name]?.(issue, site) ?? []).map((value) => value.toLowerCase()),
  );
}

function matchesValues(operator: Operator, values: readonly string[], own: readonly string[]): boolean {
  if (operator === 'is empty') return own.length === 0;
  if (operator === 'is not empty') return own.length > 0;
  const has = own.some((value) => values.includes(value));
  if (operator === '=' || operator === 'in') return has;
  // As in Jira, an issue without any label is not found by `labels != x`.
  return own.length > 0 && !has;
}

/** Every word must begin a word of the text; a quoted phrase must stand there as it is. */
function containsWords(text: string, value: string): boolean {
  const phrase = /^"(.*)"$/.exec(value)?.[1];
  if (phrase !== undefined) return text.includes(phrase);
  const words = text.split(/[^\p{L}\p{N}_-]+/u);
  const wanted = value.replaceAll('*', '').split(/[^\p{L}\p{N}_-]+/u);
  return wanted.filter((word) => word !== '').every((word) => words.some((own) => own.startsWith(word)));
}

function sortIssues(issues: readonly IssueRecord[], orderBy: readonly Order[]): IssueRecord[] {
  const orders = orderBy.length > 0 ? orderBy : [{ field: 'created', descending: true }];
  return [...issues].sort((a, b) => {
    for (const { field, descending } of orders) {
      const by = ORDERS[canonical(field)];
      const order = by ? compare(by(a), by(b)) : 0;
      if (order !== 0) return descending ? -order : order;
    }
    return Number(b.id) - Number(a.id);
  });
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const canonical = (field: string): string => ALIASES[field.toLowerCase()] ?? field.toLowerCase();
const statusOf = (issue: IssueRecord) => STATUSES.find(({ id }) => id === issue.statusId) ?? STATUSES[0];
const descriptionOf = (issue: IssueRecord): string => (issue.description === null ? '' : plainText(issue.description));

function named(list: readonly { readonly id: string; readonly name: string }[], id: string): string[] {
  const found = list.find((one) => one.id === id);
  return found ? [found.id, found.name] : [];
}

function person(site: Site, accountId: string): string[] {
  const account = site.accounts.find((known) => known.accountId === accountId);
  return account ? [account.accountId, account.email, account.displayName] : [];
}
