import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assertValid } from './asl/validate.ts';
import { toLifecyclePage } from './reference/lifecycle-page.ts';
import { toWorkflowPage } from './reference/workflow-page.ts';
import { TASK_DEFINITION } from './task/definition.ts';

const ROOT = join(import.meta.dirname, '..');

/** Every generated file with its content. */
function generate(): Readonly<Record<string, string>> {
  assertValid(TASK_DEFINITION);
  return {
    'workflows/task/task.asl.json': `${JSON.stringify(TASK_DEFINITION, undefined, 2)}\n`,
    'docs/reference/workflow.md': toWorkflowPage(TASK_DEFINITION),
    'docs/reference/lifecycle.md': toLifecyclePage(),
  };
}

function isCurrent(path: string, content: string): boolean {
  return existsSync(join(ROOT, path)) && readFileSync(join(ROOT, path), 'utf8') === content;
}

const stale = Object.entries(generate()).filter(([path, content]) => !isCurrent(path, content));
if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is not what its source generates. Run: npm run generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, content] of stale) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
    console.log(`wrote ${path}`);
  }
}
