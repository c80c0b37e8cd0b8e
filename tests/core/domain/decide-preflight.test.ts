import { expect, test } from 'vitest';
import { type Access, decidePreflight } from '#domain/decide-preflight.ts';
import type { Task } from '#domain/task.ts';

const ALL = { contents: 'write', pull_requests: 'write', checks: 'write' };
const PERMISSIONS = 'INSUFFICIENT_GITHUB_REPO_PERMISSIONS';

test.each<[string, Task['kind'], Partial<Access>, string | undefined]>([
  ['a change with all permissions', 'change', {}, undefined],
  ['a change that may only read contents', 'change', { permissions: { ...ALL, contents: 'read' } }, PERMISSIONS],
  ['a change that may not open pull requests', 'change', { permissions: { contents: 'write', checks: 'read' } }, PERMISSIONS],
  ['a change in an archived repository', 'change', { archived: true }, PERMISSIONS],
  ['a change whose own draft was closed: it is opened again', 'change', { pullRequest: 'closed' }, undefined],
  ['a change whose pull request was merged', 'change', { pullRequest: 'merged' }, 'PR_NOT_FOUND_OR_CLOSED'],
  ['an iteration on an open pull request', 'iterate', { pullRequest: 'open' }, undefined],
  ['an iteration on a closed pull request', 'iterate', { pullRequest: 'closed' }, 'PR_NOT_FOUND_OR_CLOSED'],
  ['an iteration on a pull request that is not there', 'iterate', { pullRequest: 'missing' }, 'PR_NOT_FOUND_OR_CLOSED'],
  ['a review that may only read contents', 'review', { permissions: { contents: 'read', pull_requests: 'write' } }, undefined],
  ['a review of an archived repository', 'review', { archived: true }, PERMISSIONS],
  ['a triage, which needs no repository', 'triage', { permissions: {}, archived: true, pullRequest: 'missing' }, undefined],
])('%s', (_, kind, access, code) => {
  const decision = decidePreflight(kind, 'acme/shop', { permissions: ALL, archived: false, ...access });
  expect(decision.type === 'stop' ? decision.code : undefined).toBe(code);
});
