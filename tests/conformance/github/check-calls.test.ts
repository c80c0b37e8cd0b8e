import type { Octokit } from '@octokit/rest';
import { answers, at, pull, useShop } from './shop.ts';

const shop = useShop();
const app = (): Octokit => shop().app;

answers(
  'checks.create',
  201,
  () => app().rest.checks.create({ ...at, name: 'lint', head_sha: shop().feature, status: 'in_progress' }),
  () => ({ status: 'in_progress', conclusion: null, app: { slug: 'stepwright' } }),
);
answers(
  'checks.update',
  200,
  () =>
    app().rest.checks.update({
      ...at,
      check_run_id: 1,
      conclusion: 'failure',
      output: {
        title: 'Bad',
        summary: 'Very',
        annotations: [{ path: 'new.txt', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'no' }],
      },
    }),
  () => ({ status: 'completed', conclusion: 'failure', output: { annotations_count: 1 } }),
);
answers(
  'checks.listAnnotations',
  200,
  () => app().rest.checks.listAnnotations({ ...at, check_run_id: 1 }),
  () => [{ path: 'new.txt', message: 'no' }],
);
answers(
  'checks.listForRef',
  200,
  () => app().rest.checks.listForRef({ ...at, ref: 'feature/price' }),
  () => ({ total_count: 1, check_runs: [{ name: 'lint' }] }),
);
answers(
  'checks.listSuitesForRef',
  200,
  () => app().rest.checks.listSuitesForRef({ ...at, ref: shop().feature }),
  () => ({ check_suites: [{ status: 'completed', conclusion: 'failure' }] }),
);
answers(
  'repos.createCommitStatus',
  201,
  () => app().rest.repos.createCommitStatus({ ...at, sha: shop().feature, state: 'pending', context: 'ci/old' }),
  () => ({ state: 'pending' }),
);
answers(
  'repos.getCombinedStatusForRef',
  200,
  () => app().rest.repos.getCombinedStatusForRef({ ...at, ref: 'feature/price' }),
  () => ({ state: 'pending', total_count: 1 }),
);
answers(
  'pulls.get with a failed check',
  200,
  () => app().rest.pulls.get(pull),
  () => ({ mergeable: true, mergeable_state: 'unstable' }),
);
answers(
  'actions.listWorkflowRunsForRepo',
  200,
  () => app().rest.actions.listWorkflowRunsForRepo(at),
  () => ({ total_count: 0, workflow_runs: [] }),
);
answers(
  'search.code',
  200,
  () => app().rest.search.code({ q: 'price repo:acme/shop', mediaType: { format: 'text-match' } }),
  () => ({
    total_count: 1,
    items: [
      {
        path: 'src/price.js',
        text_matches: [
          { property: 'content', fragment: 'export const price = 1;', matches: [{ text: 'price', indices: [13, 18] }] },
        ],
      },
    ],
  }),
);
answers(
  'search.code by extension',
  200,
  () => app().rest.search.code({ q: 'export extension:md' }),
  () => ({ total_count: 0 }),
);
answers(
  'search.repos',
  200,
  () => app().rest.search.repos({ q: 'sells' }),
  () => ({ items: [{ full_name: 'acme/shop' }] }),
);
answers(
  'rateLimit.get',
  200,
  () => app().rest.rateLimit.get(),
  () => ({ rate: { limit: 5_000 } }),
);
