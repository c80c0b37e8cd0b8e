import { toWiki } from './adf-to-wiki.ts';
import {
  type Account,
  type AttachmentRecord,
  type CommentRecord,
  type HistoryRecord,
  ISSUE_TYPES,
  type IssueRecord,
  LINK_TYPES,
  type LinkRecord,
  PRIORITIES,
  STATUSES,
} from './model.ts';
import type { Site } from './site.ts';

export type Json = Record<string, unknown>;
/** Version 3 carries rich text as ADF, version 2 (and webhooks) as wiki markup. */
export type Version = 2 | 3;

/** Jira writes `2026-11-03T10:11:12.123+0000`. */
const toJiraTime = (iso: string): string => iso.replace('Z', '+0000');

export function toUser(site: Site, account: Account, version: Version = 3): Json {
  return {
    self: `${site.url()}/rest/api/${version}/user?accountId=${encodeURIComponent(account.accountId)}`,
    accountId: account.accountId,
    accountType: account.accountType,
    ...(account.showsEmail ? { emailAddress: account.email } : {}),
    avatarUrls: { '48x48': `${site.url()}/avatar.svg` },
    displayName: account.displayName,
    active: true,
    timeZone: 'Etc/UTC',
  };
}

function userOf(site: Site, accountId: string, version: Version = 3): Json {
  const account = site.accounts.find((known) => known.accountId === accountId) ?? site.agent;
  return toUser(site, account, version);
}

export function toStatus(site: Site, id: string, version: Version = 3): Json {
  const status = STATUSES.find((known) => known.id === id) ?? STATUSES[0];
  const base = `${site.url()}/rest/api/${version}`;
  return {
    self: `${base}/status/${status.id}`,
    description: '',
    iconUrl: `${site.url()}/images/icons/statuses/generic.png`,
    name: status.name,
    id: status.id,
    statusCategory: { self: `${base}/statuscategory/${status.category.id}`, ...status.category },
  };
}

export function toTransition(site: Site, status: (typeof STATUSES)[number]): Json {
  return {
    id: status.transition,
    name: status.name,
    to: toStatus(site, status.id),
    hasScreen: false,
    isGlobal: true,
    isInitial: false,
    isAvailable: true,
    isConditional: false,
    isLooped: false,
  };
}

export function toPriority(site: Site, id: string, version: Version = 3): Json {
  const priority = PRIORITIES.find((known) => known.id === id) ?? PRIORITIES[2];
  return {
    self: `${site.url()}/rest/api/${version}/priority/${priority.id}`,
    iconUrl: `${site.url()}/images/icons/priorities/${priority.name.toLowerCase()}.svg`,
    ...priority,
  };
}

export function toIssueType(site: Site, id: string, version: Version = 3): Json {
  const type = ISSUE_TYPES.find((known) => known.id === id) ?? ISSUE_TYPES[0];
  return {
    self: `${site.url()}/rest/api/${version}/issuetype/${type.id}`,
    ...type,
    iconUrl: `${site.url()}/images/icons/issuetypes/${type.name.toLowerCase()}.svg`,
    subtask: false,
    hierarchyLevel: 0,
  };
}

export function toProject(site: Site, version: Version = 3): Json {
  return {
    self: `${site.url()}/rest/api/${version}/project/${site.project.id}`,
    ...site.project,
    projectTypeKey: 'software',
    simplified: false,
    style: 'classic',
    isPrivate: false,
    avatarUrls: { '48x48': `${site.url()}/avatar.svg` },
  };
}

export function toComment(site: Site, comment: CommentRecord, options: { version?: Version; properties?: boolean } = {}): Json {
  const { version = 3, properties = false } = options;
  const issueId = site.issues.get(comment.issueKey)?.id ?? '0';
  return {
    self: `${site.url()}/rest/api/${version}/issue/${issueId}/comment/${comment.id}`,
    id: comment.id,
    author: userOf(site, comment.authorId, version),
    body: version === 3 ? comment.body : toWiki(comment.body),
    updateAuthor: userOf(site, comment.updateAuthorId, version),
    created: toJiraTime(comment.created),
    updated: toJiraTime(comment.updated),
    jsdPublic: true,
    ...(properties ? { properties: comment.properties } : {}),
  };
}

/** The link as the issue `from` shows it. */
export function toLink(site: Site, link: LinkRecord, from?: string): Json {
  const type = LINK_TYPES.find((known) => known.id === link.typeId) ?? LINK_TYPES[3];
  return {
    id: link.id,
    self: `${site.url()}/rest/api/3/issueLink/${link.id}`,
    type: { ...type, self: `${site.url()}/rest/api/3/issueLinkType/${type.id}` },
    ...(from === link.inwardKey ? {} : { inwardIssue: linked(site, link.inwardKey) }),
    ...(from === link.outwardKey ? {} : { outwardIssue: linked(site, link.outwardKey) }),
  };
}

function linked(site: Site, key: string): Json {
  const issue = site.issues.get(key);
  if (!issue) return { key };
  return {
    id: issue.id,
    key,
    self: `${site.url()}/rest/api/3/issue/${issue.id}`,
    fields: {
      summary: issue.summary,
      status: toStatus(site, issue.statusId),
      priority: toPriority(site, issue.priorityId),
      issuetype: toIssueType(site, issue.issueTypeId),
    },
  };
}

export function toHistory(site: Site, history: HistoryRecord): Json {
  return {
    id: history.id,
    author: userOf(site, history.authorId),
    created: toJiraTime(history.created),
    items: history.items,
  };
}

/** An issue with all its fields. */
export function toIssue(site: Site, issue: IssueRecord, version: Version = 3): Json {
  const self = `${site.url()}/rest/api/${version}/issue/${issue.id}`;
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
    id: issue.id,
    self,
    key: issue.key,
    fields: { ...briefFields(site, issue, version), ...detailFields(site, issue, version) },
  };
}

/** The few fields of an issue that a comment's webhook carries. */
export function briefFields(site: Site, issue: IssueRecord, version: Version): Json {
  return {
    summary: issue.summary,
    issuetype: toIssueType(site, issue.issueTypeId, version),
    project: toProject(site, version),
    assignee: issue.assigneeId === null ? null : userOf(site, issue.assigneeId, version),
    priority: toPriority(site, issue.priorityId, version),
    status: toStatus(site, issue.statusId, version),
  };
}

function detailFields(site: Site, issue: IssueRecord, version: Version): Json {
  const description = issue.description === null || version === 3 ? issue.description : toWiki(issue.description);
  const links = site.links.list().filter((link) => link.inwardKey === issue.key || link.outwardKey === issue.key);
  return {
    description,
    labels: issue.labels,
    reporter: userOf(site, issue.reporterId, version),
    creator: userOf(site, issue.creatorId, version),
    created: toJiraTime(issue.created),
    updated: toJiraTime(issue.updated),
    statuscategorychangedate: toJiraTime(issue.statusChanged),
    resolution: null,
    resolutiondate: null,
    duedate: null,
    environment: null,
    components: [],
    fixVersions: [],
    versions: [],
    subtasks: [],
    attachment: attachmentsOf(site, issue.key).map((one) => toAttachment(site, one, version)),
    issuelinks: links.map((link) => toLink(site, link, issue.key)),
  };
}

/** In the order in which they were attached. */
export function attachmentsOf(site: Site, issueKey: string): AttachmentRecord[] {
  return site.attachments.list().filter((one) => one.issueKey === issueKey);
}

export function toAttachment(site: Site, attachment: AttachmentRecord, version: Version = 3): Json {
  const { id, filename, mimeType, size, authorId, created } = attachment;
  const base = `${site.url()}/rest/api/${version}/attachment`;
  return {
    self: `${base}/${id}`,
    id,
    filename,
    author: userOf(site, authorId, version),
    created: toJiraTime(created),
    size,
    mimeType,
    content: `${base}/content/${id}`,
  };
}

/** Keeps the fields asked for: names, `*all`, `*navigable`, and `-name` to leave out. */
export function selectFields(fields: Json, asked: readonly string[]): Json {
  const names = asked.flatMap((part) => part.split(',')).map((name) => name.trim());
  const without = new Set(names.filter((name) => name.startsWith('-')).map((name) => name.slice(1)));
  const wanted = names.filter((name) => name !== '' && !name.startsWith('-'));
  const all = wanted.length === 0 || wanted.includes('*all') || wanted.includes('*navigable');
  return Object.fromEntries(Object.entries(fields).filter(([name]) => (all || wanted.includes(name)) && !without.has(name)));
}
