import { expect, test } from 'vitest';
import { verifyJira } from '#lambdas/webhooks/jira/verify.ts';
import { jiraDelivery } from '../signed.ts';
import { aWorld, bodyOf, recorded } from '../world.ts';

const NOW = Date.parse('2026-11-02T09:00:00.000Z');

/** Atlassian, "Webhooks": secret, body and header of its own example. */
test('the signature that Jira’s documentation computes is accepted, and no other', () => {
  const body = Buffer.from('Hello World!');
  const secret = "It's a Secret to Everybody";
  const signature = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9';
  const verify = (header: string) => verifyJira({ method: 'POST', headers: { 'x-hub-signature': header }, body }, secret);
  expect(() => verify(signature)).not.toThrow();
  expect(() => verify(signature.replace('a4', 'a5'))).toThrow(expect.objectContaining({ code: 'SIGNATURE_INVALID' }));
});

test.each([
  ['jira-issue-created', 'accepted', undefined],
  ['jira-issue-created-adf', 'accepted', undefined],
  ['jira-issue-created-anonymous', 'accepted', undefined],
  ['jira-issue-deleted', 'ignored', /SHIP-7 has no live task/],
  ['jira-label-added', 'accepted', undefined],
  ['jira-label-removed', 'ignored', /SHIP-7 has no live task/],
  ['jira-ticket-moved', 'ignored', /SHIP-7 has no live task/],
  ['jira-unrelated-update', 'ignored', /the label AI was neither put on/],
  ['jira-update-without-changelog', 'ignored', /the label AI was neither put on/],
  ['jira-comment-approve', 'refused', undefined],
  ['jira-comment-changes-adf', 'refused', undefined],
  ['jira-comment-answer', 'refused', undefined],
  ['jira-comment-quoting', 'ignored', /does not mention @agent/],
  ['jira-comment-updated', 'ignored', /comment_updated is of no interest/],
  ['jira-comment-deleted', 'ignored', /comment_deleted is of no interest/],
])('%s is %s', async (name, status, reason) => {
  const answer = await aWorld().jira(jiraDelivery({ ...recorded(name), timestamp: NOW }));
  expect(answer.statusCode).toBe(200);
  expect(bodyOf(answer)).toMatchObject({ status, ...(reason ? { reason: expect.stringMatching(reason) } : {}) });
});

test('a ticket of somebody unknown is asked for by nobody in particular, who may be told apart from every approver', async () => {
  const world = aWorld();
  await world.jira(jiraDelivery({ ...recorded('jira-issue-created-anonymous'), timestamp: NOW }));
  const task = await world.store.readTask(world.engine.started[0]?.taskId ?? '');
  expect(task?.requester).toEqual({ channel: 'jira', id: 'anonymous', name: 'Anonymous', automatic: true });
});

test('an ADF description reaches the task as text', async () => {
  const world = aWorld();
  await world.jira(jiraDelivery({ ...recorded('jira-issue-created-adf'), timestamp: NOW }));
  const task = await world.store.readTask(world.engine.started[0]?.taskId ?? '');
  expect(task?.ticket.description).toBe(
    '## What is wrong\n\nParcels over `30 kg` are quoted without the surcharge.\n\n- seen in DE',
  );
});
