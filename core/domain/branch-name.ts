import { fillBranchTemplate } from './branch-template.ts';
import { changeTypeOf } from './change-type.ts';
import type { Task } from './task.ts';

/** How an organisation names its branches. */
export interface BranchConvention {
  /** What stands before the first slash, by the type of the change; empty when there is no slash. */
  readonly prefix: { readonly feat: string; readonly fix: string };
  /** How the ticket's key is written; `none` when it is not. */
  readonly key: 'upper' | 'lower' | 'none';
  /** Between the words, and after the key. */
  readonly separator: '-' | '_';
}

/** Words that say what type of change a branch is; the first of each is used when the organisation has none of its own. */
const WORDS = {
  fix: ['fix', 'bugfix', 'hotfix', 'bug'],
  feat: ['feature', 'feat', 'enhancement', 'story', 'task', 'chore', 'improvement'],
} as const;

/** Fewer names say nothing about a convention, nor do names of which fewer than this share agree. */
const LEAST_NAMES = 5;
const LEAST_SHARE = 0.6;

const KEY = /^([a-z][a-z0-9]+-\d+)(?=[-_/]|$)/i;
const MAX_SLUG = 40;
/** The end of a task's id, so that two tasks about one ticket never share a branch. */
const SUFFIX = 6;

/** The convention that most names of people's branches follow; undefined when there is none. */
export function deriveConvention(names: readonly string[]): BranchConvention | undefined {
  const people = names.filter((name) => !/^(stepwright|dependabot|renovate|revert|release|gh-readonly-queue)\b/i.test(name));
  const shapes = people.flatMap((name) => toShape(name) ?? []);
  const form = mostCommon(shapes.map(({ typed, key, separator }) => JSON.stringify({ typed, key, separator })));
  if (people.length < LEAST_NAMES || form === undefined || form.times < LEAST_SHARE * people.length) return undefined;
  const alike = shapes.filter(({ typed, key, separator }) => JSON.stringify({ typed, key, separator }) === form.value);
  const [first] = alike;
  if (!first) return undefined;
  const wordFor = (type: 'feat' | 'fix'): string => {
    if (!first.typed) return '';
    return mostCommon(alike.map(({ word }) => word).filter((word) => isWordOf(type, word)))?.value ?? WORDS[type][0];
  };
  return { prefix: { feat: wordFor('feat'), fix: wordFor('fix') }, key: first.key, separator: first.separator };
}

/**
 * The name of a task's branch: by the organisation's template or by the convention of its branches, or else
 * `stepwright/<task>/<slug>`. The same task has the same name every time.
 */
export function toBranchName(task: Pick<Task, 'id' | 'ticket'>, convention?: BranchConvention | string): string {
  const { key, summary } = task.ticket;
  if (typeof convention === 'string') return fillBranchTemplate(convention, task, toSlug(summary, '-'));
  if (!convention) return `stepwright/${task.id}/${toSlug(`${key} ${summary}`, '-') || 'change'}`;
  const { separator } = convention;
  const prefix = convention.prefix[changeTypeOf(task)];
  const isKey = KEY.test(key) && convention.key !== 'none';
  const parts = [
    ...(isKey ? [convention.key === 'upper' ? key.toUpperCase() : key.toLowerCase()] : []),
    toSlug(summary, separator) || 'change',
    task.id.slice(-SUFFIX).toLowerCase(),
  ];
  return [...(prefix === '' ? [] : [prefix]), parts.join(separator)].join('/');
}

interface Shape {
  readonly typed: boolean;
  readonly word: string;
  readonly key: BranchConvention['key'];
  readonly separator: BranchConvention['separator'];
}

function toShape(name: string): Shape | undefined {
  const slash = name.indexOf('/');
  const word = slash < 0 ? '' : name.slice(0, slash).toLowerCase();
  const typed = isWordOf('feat', word) || isWordOf('fix', word);
  // `ann/try-it` is somebody's name, which is none of ours.
  if (slash >= 0 && !typed) return undefined;
  const rest = name.slice(slash + 1);
  const [key] = KEY.exec(rest) ?? [];
  if (key === undefined) return typed ? { typed, word, key: 'none', separator: separatorOf(rest) } : undefined;
  const separator = separatorOf(rest.slice(key.length));
  return { typed, word, key: key === key.toUpperCase() ? 'upper' : 'lower', separator };
}

function separatorOf(words: string): BranchConvention['separator'] {
  return words.includes('_') ? '_' : '-';
}

function isWordOf(type: keyof typeof WORDS, word: string): boolean {
  return WORDS[type].some((known) => known === word);
}

function mostCommon(values: readonly string[]): { readonly value: string; readonly times: number } | undefined {
  const groups = [...Map.groupBy(values, (value) => value)];
  const [value, all] = groups.sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return value === undefined ? undefined : { value, times: all?.length ?? 0 };
}

function toSlug(text: string, separator: string): string {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, separator)
    .slice(0, MAX_SLUG);
  return slug.replace(/^[-_]+|[-_]+$/g, '');
}
