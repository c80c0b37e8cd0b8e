import { z } from 'zod';
import { type AdfDocument, adfDocumentSchema, toDocument } from './adf.ts';
import { invalidField, JiraError } from './errors.ts';
import { type ChangeItem, ISSUE_TYPES, type IssueRecord, PRIORITIES } from './model.ts';
import { type Json, type Version } from './present.ts';
import type { Site } from './site.ts';
import { toWiki } from './adf-to-wiki.ts';

/** The parts of an issue that people set. */
export type Settable = Pick<
  IssueRecord,
  'summary' | 'description' | 'labels' | 'priorityId' | 'issueTypeId' | 'reporterId' | 'assigneeId'
>;

const namedSchema = z.looseObject({ id: z.string().optional(), name: z.string().optional() });
const accountRefSchema = z.looseObject({ accountId: z.string().nullable().optional(), id: z.string().nullable().optional() });

type Parse = (value: unknown, context: { site: Site; version: Version }) => Partial<Settable>;

/** How each settable field is read; a field that is not here is not on the screen. */
const PARSERS: Readonly<Record<string, Parse>> = {
  summary: (value) => ({ summary: parseSummary(value) }),
  description: (value, { version }) => ({ description: parseRichText('description', value, version) }),
  labels: (value) => ({ labels: parseLabels(value) }),
  priority: (value) => ({ priorityId: parseNamed('priority', value, PRIORITIES) }),
  issuetype: (value) => ({ issueTypeId: parseNamed('issuetype', value, ISSUE_TYPES) }),
  reporter: (value, { site }) => ({ reporterId: parseAccount('reporter', value, site) ?? site.human.accountId }),
  assignee: (value, { site }) => ({ assigneeId: parseAccount('assignee', value, site) }),
};

/** Reads `fields` of a create or edit request. @throws JiraError 400 that names every wrong field */
export function parseFields(fields: Json, context: { site: Site; version: Version }): Partial<Settable> {
  const errors: Record<string, string> = {};
  let parsed: Partial<Settable> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'project') continue;
    try {
      parsed = { ...parsed, ...parseField(name, value, context) };
    } catch (error) {
      if (!(error instanceof JiraError)) throw error;
      Object.assign(errors, error.errors);
    }
  }
  if (Object.keys(errors).length > 0) throw new JiraError(400, [], errors);
  return parsed;
}

export function parseField(name: string, value: unknown, context: { site: Site; version: Version }): Partial<Settable> {
  const parse = Object.hasOwn(PARSERS, name) ? PARSERS[name] : undefined;
  if (!parse) throw invalidField(name, `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`);
  return parse(value, context);
}

function parseSummary(value: unknown): string {
  if (typeof value !== 'string') throw invalidField('summary', 'Operation value must be a string');
  if (value.trim() === '') throw invalidField('summary', 'You must specify a summary of the issue.');
  if (/[\r\n]/.test(value)) throw invalidField('summary', 'The summary is invalid because it contains newline characters.');
  if (value.length > 255) throw invalidField('summary', 'Summary must be less than 255 characters.');
  return value.trim();
}

/** Version 3 takes ADF only, version 2 text only; `null` empties the field. */
export function parseRichText(field: string, value: unknown, version: Version): AdfDocument | null {
  if (value === null) return null;
  if (version === 2) {
    if (typeof value !== 'string') throw invalidField(field, 'Operation value must be a string');
    return toDocument(value);
  }
  const document = adfDocumentSchema.safeParse(value);
  if (!document.success) {
    throw invalidField(field, 'Operation value must be an Atlassian Document (see the Atlassian Document Format)');
  }
  return document.data;
}

function parseLabels(value: unknown): string[] {
  const labels = z.array(z.string()).safeParse(value);
  if (!labels.success) throw invalidField('labels', 'data was not an array of string');
  for (const label of labels.data) parseLabel(label);
  return [...new Set(labels.data)];
}

export function parseLabel(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw invalidField('labels', 'string expected at index 0');
  if (/\s/.test(value)) throw invalidField('labels', `The label '${value}' contains spaces which is invalid.`);
  if (value.length > 255)
    throw invalidField('labels', `The label '${value}' exceeds the maximum length for label names of 255 characters.`);
  return value;
}

function parseNamed(field: string, value: unknown, known: readonly { readonly id: string; readonly name: string }[]): string {
  const reference = namedSchema.safeParse(value);
  if (!reference.success) throw invalidField(field, 'data was not an object');
  const { id, name } = reference.data;
  const found = known.find((one) => one.id === id || (id === undefined && one.name.toLowerCase() === name?.toLowerCase()));
  if (!found) {
    throw invalidField(field, field === 'issuetype' ? 'Specify a valid issue type' : `The ${field} selected is invalid.`);
  }
  return found.id;
}

function parseAccount(field: string, value: unknown, site: Site): string | null {
  if (value === null) return null;
  const reference = accountRefSchema.safeParse(value);
  if (!reference.success) throw invalidField(field, 'data was not an object');
  const id = reference.data.accountId ?? reference.data.id ?? null;
  if (id !== null && !site.accounts.some((account) => account.accountId === id)) {
    throw invalidField(field, 'Specify a valid value for account ID.');
  }
  return id;
}

/** What the changelog says of the way from one state of the fields to the other. */
export function diffFields(site: Site, before: IssueRecord, after: IssueRecord): ChangeItem[] {
  const sides = (issue: IssueRecord): Readonly<Record<string, Side>> => ({
    summary: [null, issue.summary],
    description: [null, issue.description === null ? null : toWiki(issue.description)],
    labels: [null, issue.labels.join(' ')],
    priority: sideOf(PRIORITIES, issue.priorityId),
    issuetype: sideOf(ISSUE_TYPES, issue.issueTypeId),
    reporter: personSide(site, issue.reporterId),
    assignee: personSide(site, issue.assigneeId),
  });
  const [from, to] = [sides(before), sides(after)];
  const items = Object.keys(from).map((field) => change(field, from[field] ?? [null, null], to[field] ?? [null, null]));
  return items.filter((item) => item.from !== item.to || item.fromString !== item.toString);
}

type Side = readonly [id: string | null, text: string | null];

const sideOf = (list: readonly { readonly id: string; readonly name: string }[], id: string): Side => [
  id,
  list.find((one) => one.id === id)?.name ?? null,
];

const personSide = (site: Site, id: string | null): Side => [
  id,
  site.accounts.find((account) => account.accountId === id)?.displayName ?? null,
];

/** One line of a changelog. */
export function change(field: string, [from, fromString]: Side, [to, toText]: Side): ChangeItem {
  return { field, fieldtype: 'jira', fieldId: field, from, fromString, to, toString: toText };
}
