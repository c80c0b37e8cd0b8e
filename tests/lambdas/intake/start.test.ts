import { describe, expect, test } from 'vitest';
import type { CommandTarget } from '#domain/channel-event.ts';
import type { Command } from '#domain/command.ts';
import { InputError, UpstreamError } from '#domain/errors.ts';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import type { Reply } from '#lambdas/intake/intake-deps.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { aChange, aTask, BOB, TASK_ID } from '#tests/fakes/samples.ts';
import { aWorld, type World } from '../webhooks/world.ts';

const start = { name: 'start', repo: 'acme/Shop', text: 'Free shipping from 50 €', url: '' } as const;
const shop = { name: 'acme/shop', description: '', defaultBranch: 'main', topics: [], cloneUrl: '' };
let deliveries = 0;

function give(world: World, command: Command, target?: CommandTarget): Promise<Reply> {
  deliveries += 1;
  const event = { type: 'command.given', command, by: BOB, ...(target ? { target } : {}) } as const;
  return applyCommand(event, { channel: 'slack', id: `start-${deliveries}` }, world.deps);
}

function seeing(readRepository: RepoHost['readRepository']): World {
  return aWorld([], {}, { repoHost: { readRepository } });
}

describe('a start', () => {
  test('makes a task of whoever asked, about the repository as its host spells it', async () => {
    const world = seeing(async () => shop);
    const reply = await give(world, start);
    expect(reply).toMatchObject({ ok: true, reply: expect.stringContaining('acme/shop') });
    expect(await world.store.readTask(reply.taskId ?? '')).toMatchObject({
      kind: 'change',
      requester: BOB,
      subject: { channel: 'slack', key: expect.stringMatching(/^SLACK-\d+$/) },
      ticket: { summary: start.text, repo: 'acme/shop' },
    });
    expect(world.engine.started).toHaveLength(1);
  });

  test('in the same words starts no second task while the first one lives, and is found by its key', async () => {
    const world = seeing(async () => shop);
    const { taskId = '' } = await give(world, start);
    expect(await give(world, { ...start, text: 'free shipping  from 50 €' })).toMatchObject({ ok: false, taskId });
    const key = (await world.store.readTask(taskId))?.ticket.key ?? '';
    expect(await give(world, { name: 'status' }, { ticketKey: key })).toMatchObject({ ok: true, taskId });
  });

  test.each([
    [
      'we cannot see',
      new InputError('no', { code: 'REPO_NOT_FOUND_OR_NO_ACCESS' }),
      'REPO_NOT_ONBOARDED',
      'the GitHub App is installed',
    ],
    ['nobody can look up now', new UpstreamError('down', { code: 'GITHUB_UNREACHABLE' }), 'TRY_LATER', 'nothing was started'],
  ])('on a repository that %s starts nothing and says so', async (_, error, code, said) => {
    const world = seeing(() => Promise.reject(error));
    expect(await give(world, start)).toEqual({ ok: false, code, reply: expect.stringContaining(said) });
    expect(world.engine.started).toEqual([]);
  });
});

describe('a pull request', () => {
  test('names the task that made it', async () => {
    const world = aWorld([aTask({ status: 'failed', changes: [aChange()] })]);
    const target = { place: { repo: 'Acme/shop', number: 7, kind: 'pull-request' as const } };
    expect(await give(world, { name: 'status' }, target)).toMatchObject({ ok: true, taskId: TASK_ID });
    const other = { place: { repo: 'acme/shop', number: 8, kind: 'pull-request' as const } };
    expect(await give(world, { name: 'status' }, other)).toMatchObject({ ok: false, reply: expect.stringContaining('#8') });
  });
});
