import { changeTypeOf } from './change-type.ts';
import { InputError } from './errors.ts';
import type { Task } from './task.ts';

/** Any part may be empty but the two that no other task shares. */
const PLACEHOLDERS = ['type', 'key', 'slug', 'task', 'id'] as const;
type Parts = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;

const MAX_LENGTH = 200;
const SAMPLE: Parts = { type: 'feat', key: 'SHOP-7', slug: 'free-shipping', task: 'task_01', id: '0abcde' };

/**
 * Checks a template of branch names, such as `{type}/{key}-{slug}-{id}`, and answers it. `{type}` is `feat` or `fix`, `{key}` the
 * ticket's, `{slug}` its title, `{task}` the task's id and `{id}` the end of that. @throws InputError `BRANCH_TEMPLATE_INVALID`
 */
export function parseBranchTemplate(template: string): string {
  const unknown = [...template.matchAll(/\{([^}]*)\}/g)].flatMap(([all, name]) => (isPlaceholder(name) ? [] : [all]));
  if (unknown.length > 0) throw invalid(`${unknown.join(', ')} is no placeholder; there are {${PLACEHOLDERS.join('}, {')}}`);
  if (!/\{(?:task|id)\}/.test(template)) throw invalid('it needs {task} or {id}, or two tasks would share a branch');
  if (!isBranchName(replaceAll(template, SAMPLE))) throw invalid('git does not take such names (git check-ref-format)');
  return template;
}

export function isBranchTemplate(template: string): boolean {
  try {
    parseBranchTemplate(template);
    return true;
  } catch {
    return false;
  }
}

/** The name of a task's branch by a checked template; the same task has the same name every time. */
export function fillBranchTemplate(template: string, task: Pick<Task, 'id' | 'ticket'>, slug: string): string {
  const [key = ''] = /^[A-Z][A-Z0-9_]+-\d+$/i.exec(task.ticket.key) ?? [];
  return fill(template, { type: changeTypeOf(task), key, slug, task: task.id, id: task.id.slice(-6).toLowerCase() });
}

/** Fills the parts in; what stands between parts that are empty falls away with them. */
function fill(template: string, parts: Parts): string {
  return replaceAll(template, parts)
    .split('/')
    .map((component) => component.replace(/([-_.])[-_.]+/g, '$1').replace(/^[-_.]+|[-_.]+$/g, ''))
    .filter((component) => component !== '')
    .join('/');
}

function replaceAll(template: string, parts: Parts): string {
  return template.replace(/\{(\w+)\}/g, (all, name: string) => (isPlaceholder(name) ? parts[name] : all));
}

/** Git's own rules for the name of a branch (git-check-ref-format(1)), and a length that every file system takes. */
export function isBranchName(name: string): boolean {
  const components = name.split('/');
  return (
    name.length <= MAX_LENGTH &&
    name !== '@' &&
    !name.startsWith('-') &&
    !name.endsWith('.') &&
    !/\.\.|@\{|[\p{Cc}\s~^:?*[\\{}]/u.test(name) &&
    components.every((component) => component !== '' && !component.startsWith('.') && !component.endsWith('.lock'))
  );
}

function isPlaceholder(name: string | undefined): name is keyof Parts {
  return PLACEHOLDERS.some((known) => known === name);
}

function invalid(why: string): InputError {
  return new InputError(`The template of branch names is not right: ${why}.`, { code: 'BRANCH_TEMPLATE_INVALID' });
}
