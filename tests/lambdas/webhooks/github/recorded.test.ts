import { expect, test } from 'vitest';
import { verifyGithub } from '#lambdas/webhooks/github/verify.ts';
import { githubDelivery } from '../signed.ts';
import { aWorld, bodyOf, recorded } from '../world.ts';

test.each([
  ['github-comment-status', 'issue_comment', 'agent.addressed'],
  ['github-comment-feedback', 'issue_comment', 'agent.addressed'],
  ['github-review-comment', 'pull_request_review_comment', 'agent.addressed'],
  ['github-review-changes-requested', 'pull_request_review', 'changes.requested'],
  ['github-issue-labelled', 'issues', 'issue.labelled'],
  ['github-pull-request-merged', 'pull_request', 'pull-request.closed'],
])('the recorded delivery %s is put on record', async (file, name, type) => {
  const world = aWorld();
  expect(bodyOf(await world.github(githubDelivery(name, recorded(file))))).toMatchObject({ status: 'accepted', reason: type });
  expect(world.store.kept).toMatchObject([{ event: { type, place: { repo: 'example/shipping' } } }]);
});

test('a recorded push to the default branch is put on record', async () => {
  const world = aWorld();
  const answer = bodyOf(await world.github(githubDelivery('push', recorded('github-push'))));
  expect(answer).toMatchObject({ status: 'accepted', reason: 'branch.moved' });
  expect(world.store.kept).toMatchObject([{ event: { repo: 'example/shipping', branch: 'main' } }]);
});

// https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
test('GitHub’s own example of a signature verifies', async () => {
  const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const request = { method: 'POST', headers: { 'x-hub-signature-256': signature }, body: Buffer.from('Hello, World!') };
  await expect(verifyGithub(request, "It's a Secret to Everybody")).resolves.toBeUndefined();
  await expect(
    verifyGithub({ ...request, body: Buffer.from('Hello, World?') }, "It's a Secret to Everybody"),
  ).rejects.toMatchObject({
    code: 'SIGNATURE_INVALID',
  });
});
