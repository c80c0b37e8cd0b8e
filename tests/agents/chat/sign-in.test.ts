import { AIMessage } from '@langchain/core/messages';
import { describe, expect, test } from 'vitest';
import { PolicyError } from '#domain/errors.ts';
import { textOf } from '#tests/fakes/heard.ts';
import { call, calling, chatRig, CODE, ISSUE } from './chat-rig.ts';

describe('the sign-in at GitHub', () => {
  test('is asked for when GitHub is needed, and ends with the code that the browser was shown', async () => {
    const { say, model, completed, done } = chatRig();
    model.respond(calling(call('list_repositories')));
    const asked = await say('List my repositories', { user: 'omar' });
    expect(asked.map(({ event }) => event)).toEqual(['tool_use', 'oauth_url', 'token', 'done']);
    expect(asked[1]?.data['url']).toMatch(/^https:\/\/identity\.example\/authorize/);
    expect(JSON.stringify(asked)).not.toContain(CODE);
    model.respond(calling(call('list_repositories', {}, '2'))).respond(new AIMessage('One.'));
    expect(textOf(await say(CODE.toLowerCase(), { user: 'omar' }))).toBe('One.');
    expect(completed).toEqual(['urn:x']);
    expect(done).toMatchObject([{ call: 'listRepositories', token: 'gho_omar' }]);
    expect(JSON.stringify(model.calls)).not.toMatch(new RegExp(CODE, 'i'));
  });

  test('is not completed by another code, which ends it', async () => {
    const { say, model, completed } = chatRig();
    model.respond(calling(call('list_repositories'))).respond(new AIMessage('ok'));
    await say('List my repositories', { user: 'omar' });
    expect(textOf(await say('ABCD-9999', { user: 'omar' }))).toContain('not the code');
    await say(CODE, { user: 'omar' });
    expect(completed).toEqual([]);
  });

  test('that GitHub takes no longer is asked for anew, and nothing is lost of what was approved', async () => {
    const { say, model, refusals, done } = chatRig();
    model.respond(calling(call('create_issue', ISSUE)));
    await say('Open an issue');
    refusals.push(new PolicyError('Bad credentials', { code: 'GITHUB_SIGN_IN_ENDED' }));
    const heard = await say('yes');
    expect(heard.map(({ event }) => event)).toEqual(['oauth_url', 'token', 'done']);
    expect(heard.at(-1)?.data['pending']).toContain('Free shipping');
    expect(done).toEqual([]);
    expect(textOf(await say(`${CODE} yes`))).toContain('Done: issue');
  });
});
