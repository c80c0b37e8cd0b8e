import { expect, test } from 'vitest';
import { decideJob } from '#environments/local/ci/decide-job.ts';
import { decideCondition, interpolate, UnsupportedExpression } from '#environments/local/ci/expression.ts';
import { type CiEvent, isTriggered } from '#environments/local/ci/is-triggered.ts';
import { parseWorkflow, type Workflow } from '#environments/local/ci/workflow.ts';

const STEPS = 'steps: [{ run: "true" }]';

function workflow(text: string): Workflow {
  const parsed = parseWorkflow('ci.yml', text);
  if (parsed.type === 'invalid') throw new Error(parsed.problem);
  return parsed.workflow;
}

function problemsOf(job: string): string {
  return workflow(`on: push\njobs: { one: { runs-on: x, ${job} } }`).jobs[0]?.problems.join('\n') ?? '';
}

const push = (branch: string): CiEvent => ({ name: 'push', branch });
const pull = (branch: string, action = 'opened'): CiEvent => ({ name: 'pull_request', branch, action });

test.each<[string, CiEvent, boolean]>([
  ['push', push('any/branch'), true],
  ['[push, pull_request]', pull('main'), true],
  ['pull_request', push('main'), false],
  ['workflow_dispatch', push('main'), false],
  ['{ push: { branches: [main] } }', push('main'), true],
  ['{ push: { branches: [main] } }', push('feature'), false],
  ["{ push: { branches: ['feature/*'] } }", push('feature/a'), true],
  ["{ push: { branches: ['feature/*'] } }", push('feature/a/b'), false],
  ["{ push: { branches: ['feature/**'] } }", push('feature/a/b'), true],
  ["{ push: { branches: ['**', '!docs'] } }", push('docs'), false],
  ['{ push: { branches-ignore: [main] } }', push('main'), false],
  ['{ push: { branches-ignore: [main] } }', push('other'), true],
  ['{ pull_request: { branches: [main] } }', pull('main', 'synchronize'), true],
  ['{ pull_request: { branches: [main] } }', pull('release'), false],
  ['pull_request', pull('main', 'ready_for_review'), false],
  ['{ pull_request: { types: [ready_for_review] } }', pull('main', 'ready_for_review'), true],
])('on: %s answers %o with %s', (on, event, expected) => {
  expect(isTriggered(workflow(`on: ${on}\njobs: { one: { ${STEPS} } }`), event)).toBe(expected);
});

test.each([
  ['strategy: { matrix: { node: [20, 22] } }, steps: [{ run: "true" }]', 'strategy'],
  ['services: { db: { image: postgres } }, steps: [{ run: "true" }]', 'services'],
  ['container: node, steps: [{ run: "true" }]', 'container'],
  ['uses: ./.github/workflows/other.yml', 'uses'],
  ['steps: [{ uses: docker/login-action@v3 }]', 'docker/login-action@v3 is not available'],
  ['steps: [{ uses: actions/checkout@v4, with: { repository: other/one } }]', '`repository`'],
  ['steps: [{ run: "true", shell: pwsh }]', 'shell'],
  ['steps: [{ name: nothing }]', 'either `run` or `uses`'],
  ['steps: []', 'steps'],
])('a job with { %s } is a problem that names %s', (job, named) => {
  expect(problemsOf(job)).toContain(named);
});

test.each([
  'steps: [{ uses: actions/checkout@v4 }, { uses: actions/setup-node@v4, with: { node-version: 24, cache: npm } }]',
  'permissions: { contents: read }, steps: [{ run: "true", id: one, continue-on-error: true }]',
])('a job with { %s } is no problem', (job) => {
  expect(problemsOf(job)).toBe('');
});

test.each([
  ['on: push\njobs: {', 'Flow map'],
  ['jobs: { one: { steps: [{ run: x }] } }', 'on'],
  ['on: push\nconcurrency: ci\njobs: { one: { steps: [{ run: x }] } }', 'concurrency'],
  ['on: { push: { paths: [src/**] } }\njobs: { one: { steps: [{ run: x }] } }', 'paths'],
  ['on: push\njobs: { one: { needs: two, steps: [{ run: x }] } }', 'unknown job: two'],
  ['on: push\njobs: { a: { needs: b, steps: [{ run: x }] }, b: { needs: a, steps: [{ run: x }] } }', 'circle'],
])('%j is an invalid file that says %s', (text, said) => {
  expect(parseWorkflow('ci.yml', text)).toEqual({ type: 'invalid', problem: expect.stringContaining(said) });
});

const context = { 'github.ref_name': 'main', 'env.LEVEL': 'high' };
const fine = { failed: false, cancelled: false };
const bad = { failed: true, cancelled: false };

test.each([
  [undefined, fine, true],
  [undefined, bad, false],
  ['always()', bad, true],
  ['failure()', bad, true],
  ['failure()', fine, false],
  ['success()', bad, false],
  ['${{ !cancelled() }}', bad, true],
  ["github.ref_name == 'MAIN'", fine, true],
  ["github.ref_name == 'main'", bad, false],
  ["failure() && github.ref_name != 'main'", bad, false],
  ["(failure() || always()) && env.LEVEL == 'high'", bad, true],
  ['env.UNSET', fine, false],
  ['false', fine, false],
] as const)('if: %s after %o is %s', (condition, standing, expected) => {
  expect(decideCondition(condition, context, standing)).toBe(expected);
});

test.each(['secrets.TOKEN', 'hashFiles("x")', 'contains(github.ref, "x")', 'always(', "'open", 'github.ref_name ==', 'a b'])(
  'the expression %s is refused, not guessed',
  (source) => {
    expect(() => decideCondition(source, context, fine)).toThrow(UnsupportedExpression);
  },
);

test('expressions in a text are replaced', () => {
  expect(interpolate('on ${{ github.ref_name }} at ${{env.LEVEL}}', context)).toBe('on main at high');
  expect(() => interpolate('${{ secrets.GITHUB_TOKEN }}', context)).toThrow(/no `secrets.GITHUB_TOKEN`/);
});

test.each([
  [[], 'run'],
  [['success', 'success'], 'run'],
  [['success', undefined], 'wait'],
  [['failure', undefined], 'wait'],
  [['failure'], 'skip'],
  [['skipped'], 'skip'],
] as const)('a job whose needs stand at %o: %s', (needs, expected) => {
  const [job] = workflow(`on: push\njobs: { one: { ${STEPS} } }`).jobs;
  expect(decideJob(job!, needs, {}).type).toBe(expected);
});

test('a job that asks for always() runs after a failure', () => {
  const [job] = workflow(`on: push\njobs: { one: { if: always(), ${STEPS} } }`).jobs;
  expect(decideJob(job!, ['failure'], {}).type).toBe('run');
});
