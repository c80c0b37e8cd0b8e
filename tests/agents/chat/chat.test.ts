import { AIMessage } from '@langchain/core/messages';
import { describe, expect, test } from 'vitest';
import { SYSTEM_PROMPT } from '#agents/chat/prompts.ts';
import { InputError, PolicyError, UpstreamError } from '#domain/errors.ts';
import { textOf } from '#tests/fakes/heard.ts';
import { call, calling, chatRig, ISSUE, PULL, SESSION, tokenOf } from './chat-rig.ts';

const PLAN = { objective: 'Is it right?', steps: ['Read it'], risks: [], minutes: 5 };
const PLANNED = { repo: 'acme/shipping', number: 3, plan: PLAN };

describe('an answer', () => {
  test('comes in events, the words first and done at the end', async () => {
    const { say, model } = chatRig();
    model.respond(new AIMessage('Hello Maria.'));
    expect(await say('Hello')).toEqual([
      { event: 'token', data: { text: 'Hello Maria.' } },
      { event: 'done', data: { costUsd: expect.any(Number) } },
    ]);
    expect(model.calls[0]?.messages[0]?.text).toBe(SYSTEM_PROMPT);
  });

  test('is made of what the tools show under the user’s own token, as marked data', async () => {
    const { say, model, done } = chatRig();
    model.respond(calling(call('list_repositories'))).respond(new AIMessage('One: acme/shipping.'));
    const heard = await say('List my repositories');
    expect(heard.map(({ event }) => event)).toEqual(['tool_use', 'token', 'done']);
    expect(done).toEqual([{ call: 'listRepositories', token: 'gho_maria', input: {} }]);
    expect(model.calls[1]?.messages.at(-1)?.text).toMatch(
      /^<outside-text label="result of list_repositories">\nacme\/shipping \(private\): Quotes/,
    );
  });

  test('goes on from what was said before, for a day', async () => {
    const { say, model, clock } = chatRig();
    model.respond(new AIMessage('One.')).respond(new AIMessage('Two.')).respond(new AIMessage('New.'));
    await say('First');
    clock.pass(86_399);
    await say('Second');
    expect(model.calls[1]?.messages.map(({ text }) => text).slice(1)).toEqual(['First', 'One.', 'Second']);
    clock.pass(86_400);
    await say('Third');
    expect(model.calls[2]?.messages.map(({ text }) => text).slice(1)).toEqual(['Third']);
  });

  test('costs what its model calls cost, added up over the conversation, until that is too much', async () => {
    const { say, model, sessions } = chatRig();
    const usage = { input_tokens: 1_000_000, output_tokens: 100_000, total_tokens: 1_100_000 };
    const dear = () => Object.assign(new AIMessage('Dear.'), { usage_metadata: usage });
    model.respond(dear()).respond(dear());
    expect((await say('Hello')).at(-1)?.data).toEqual({ costUsd: 4.5 });
    await say('Hello');
    expect(await say('Hello')).toMatchObject([{ event: 'error', data: { code: 'CHAT_BUDGET' } }]);
    expect((await sessions.readChatSession(SESSION))?.session.costUsd).toBe(9);
  });
});

describe('what writes to GitHub', () => {
  const proposals: [string, object, string][] = [
    ['create_issue', ISSUE, 'createIssue'],
    ['create_pull_request', { ...ISSUE, head: 'feature', base: 'main' }, 'createPullRequest'],
  ];
  test.each(proposals)('%s is done after the user’s yes, once, and without a model', async (tool, args, expected) => {
    const { say, model, done } = chatRig();
    model.respond(calling(call(tool, args)));
    const asked = await say('Do it');
    expect(textOf(asked)).toMatch(/Free shipping[\s\S]*Shall I\?/);
    expect(asked.at(-1)?.data['pending']).toContain('Free shipping');
    expect(done).toEqual([]);
    const answered = await say('Yes.');
    expect(done).toEqual([{ call: expected, token: 'gho_maria', input: expect.objectContaining(args) }]);
    expect(textOf(answered)).toContain('https://git.example/acme/shipping/');
    expect(answered.at(-1)?.data['pending']).toBeUndefined();
    expect(model.callCount).toBe(1);
    model.respond(new AIMessage('You are welcome.'));
    await say('Yes.');
    expect(done).toHaveLength(1);
  });

  test.each(['no', 'Cancel', 'yes, but call it something else'])('is not done after "%s"', async (word) => {
    const { say, model, done } = chatRig();
    model
      .respond(calling(call('create_issue', ISSUE)))
      .respond(new AIMessage('ok'))
      .respond(new AIMessage('ok'));
    await say('Open an issue');
    const heard = await say(word);
    expect(heard.at(-1)?.data['pending']).toBeUndefined();
    await say('yes');
    expect(done).toEqual([]);
  });

  test('is not approved by the model, in whatever order it calls', async () => {
    const { say, model, done } = chatRig();
    model.respond(calling(call('create_issue', ISSUE), call('create_issue', { ...ISSUE, title: 'Other' }, '2')));
    const heard = await say('Open an issue');
    expect(heard.at(-1)?.data['pending']).toBe('open the issue "Free shipping" in acme/shipping');
    expect(done).toEqual([]);
  });

  test('is asked for again with the right arguments', async () => {
    const { say, model } = chatRig();
    model.respond(calling(call('create_issue', { repo: 'shipping' }))).respond(calling(call('create_issue', ISSUE, '2')));
    expect((await say('Open an issue')).at(-1)?.data['pending']).toContain('Free shipping');
    expect(model.calls[1]?.messages.at(-1)?.text).toMatch(/^Error: [\s\S]*repo/);
  });

  test('is done by one of two who say yes at the same time', async () => {
    const { say, model, done } = chatRig();
    model.respond(calling(call('create_issue', ISSUE)));
    await say('Open an issue');
    const both = await Promise.all([say('yes'), say('yes')]);
    expect(done).toHaveLength(1);
    expect(both.flat().filter(({ event }) => event === 'error')).toMatchObject([{ data: { code: 'CHAT_BUSY' } }]);
  });

  const refusals: [string, Error, RegExp][] = [
    [
      'refused',
      new PolicyError('You may not.', { code: 'GITHUB_FORBIDDEN', remedy: 'Ask.' }),
      /^I did not open .*You may not\. Ask\.$/,
    ],
    ['unanswered', new UpstreamError('502', { code: 'GITHUB_UNREACHABLE' }), /^I do not know whether I managed .*Look at GitHub/],
  ];
  test.each(refusals)('and is %s is told as such, and not tried again', async (_, error, expected) => {
    const { say, model, done, refusals: queue } = chatRig();
    model.respond(calling(call('create_issue', ISSUE))).respond(new AIMessage('ok'));
    await say('Open an issue');
    queue.push(error);
    expect(textOf(await say('yes'))).toMatch(expected);
    await say('yes');
    expect(done).toEqual([]);
  });

  test('and was interrupted is told at the next message, and not done again', async () => {
    const { say, model, sessions, done } = chatRig();
    model.respond(calling(call('create_issue', ISSUE))).respond(new AIMessage('ok'));
    await say('Open an issue');
    const stored = await sessions.readChatSession(SESSION);
    if (!stored?.session.pending) throw new Error('nothing waits');
    const { session, version } = stored;
    await sessions.writeChatSession({ session: { ...session, pending: { ...stored.session.pending, state: 'begun' } }, version });
    expect(textOf(await say('yes'))).toContain('do not know how far I got');
    expect(done).toEqual([]);
  });
});

describe('a review', () => {
  const COMMENT = { path: 'src/a.js', line: 2, side: 'new', body: 'Why b?' };

  test('is planned, approved, made from the diff as data, and posted once', async () => {
    const { say, model, done, sessions } = chatRig();
    model.respond(calling(call('plan_review', PLANNED)));
    expect(textOf(await say('Review #3'))).toMatch(/Objective:\*\* Is it right\?[\s\S]*1\. Read it[\s\S]*About 5 minutes/);
    model
      .respond(calling(call('submit_review', { summary: 'Fine.', comments: [{ ...COMMENT, line: 9 }] }, '2')))
      .respond(calling(call('submit_review', { summary: 'Fine.', comments: [COMMENT] }, '3')));
    const heard = await say('approve');
    expect(textOf(heard)).toMatch(/Fine\.[\s\S]*https:\/\/git\.example\/review/);
    expect(done.map(({ call: name }) => name)).toEqual(['readPullRequest', 'postReview']);
    expect(done[1]?.input).toMatchObject({ repo: 'acme/shipping', number: 3, headSha: 'c0ffee', comments: [COMMENT] });
    const shown = model.calls[1]?.messages.at(-1)?.text ?? '';
    expect(shown).toMatch(new RegExp(`<outside-text label="title and description">\n${PULL.title}\n\n${PULL.body}`));
    expect(shown).toContain('<outside-text label="diff of src/a.js (modified)">');
    expect(model.calls[2]?.messages.at(-1)?.text).toContain('The diff shows no line 9 of src/a.js (new side)');
    expect(JSON.stringify(await sessions.readChatSession(SESSION))).not.toContain('@@ -1,1');
  });

  test('whose plan is cancelled is not made', async () => {
    const { say, model, done } = chatRig();
    model.respond(calling(call('plan_review', PLANNED)));
    await say('Review #3');
    expect(textOf(await say('cancel'))).toBe('Then I do not review acme/shipping#3.');
    expect(done).toEqual([]);
  });

  test('cannot be posted without an approved plan', async () => {
    const { say, model, done } = chatRig();
    model.respond(calling(call('submit_review', { summary: 'Fine.', comments: [] }))).respond(new AIMessage('ok'));
    await say('Review #3');
    expect(done).toEqual([]);
    expect(model.calls[1]?.messages.at(-1)?.text).toContain('no tool named submit_review');
  });

  test('that the model does not hand in is said not to be posted', async () => {
    const { say, model, done } = chatRig();
    model.respond(calling(call('plan_review', PLANNED))).respond(new AIMessage('Looks good.'));
    await say('Review #3');
    expect(textOf(await say('yes'))).toContain('I posted no review of acme/shipping#3');
    expect(done.map(({ call: name }) => name)).toEqual(['readPullRequest']);
  });
});

describe('a message', () => {
  test('without a token of a user is refused', async () => {
    const { service } = chatRig();
    const body = JSON.stringify({ message: 'Hello' });
    for (const authorization of ['', 'Bearer x', 'AWS4-HMAC-SHA256 x', `Bearer ${tokenOf('')}`]) {
      const response = await service.app.request('/invocations', { method: 'POST', body, headers: { authorization } });
      expect([response.status, await response.json()]).toMatchObject([401, { error: { code: 'NOT_SIGNED_IN' } }]);
    }
  });

  test.each([
    ['', 'MESSAGE_INVALID'],
    [' ', 'MESSAGE_INVALID'],
    [7, 'MESSAGE_INVALID'],
    ['x'.repeat(8_001), 'MESSAGE_INVALID'],
  ])('such as %j is refused in the stream', async (message, code) => {
    const { say, model } = chatRig();
    expect(await say(message)).toMatchObject([{ event: 'error', data: { code } }]);
    expect(model.callCount).toBe(0);
  });

  test('of more than 64 KB is not read', async () => {
    const { post } = chatRig();
    expect((await post('x'.repeat(70_000))).status).toBe(413);
  });

  test('in somebody else’s conversation finds none', async () => {
    const { say, model, sessions } = chatRig();
    model.respond(new AIMessage('Secret.'));
    await say('Hello');
    expect(await say('What did I say?', { user: 'omar' })).toMatchObject([
      { event: 'error', data: { code: 'SESSION_NOT_FOUND' } },
    ]);
    expect(model.callCount).toBe(1);
    expect((await sessions.readChatSession(SESSION))?.session.owner).toBe('maria');
  });

  test('whose model fails ends with an error that says so, and is not remembered', async () => {
    const { say, model } = chatRig();
    const failure = Object.assign(new Error('slow down'), { $metadata: { httpStatusCode: 429 } });
    model.respond(failure).respond(new AIMessage('Hello.'));
    expect(await say('Hello')).toMatchObject([{ event: 'error', data: { code: 'MODEL_THROTTLED' } }]);
    await say('Hello again');
    expect(
      model.calls
        .at(-1)
        ?.messages.map(({ text }) => text)
        .slice(1),
    ).toEqual(['Hello again']);
  });

  test('whose model goes on and on ends with an error', async () => {
    const { say, model } = chatRig();
    for (let turn = 0; turn < 20; turn += 1) model.respond(calling(call('list_repositories', {}, `${turn}`)));
    expect((await say('Hello')).at(-1)).toMatchObject({ event: 'error', data: { code: 'CHAT_TURNS' } });
    expect(model.callCount).toBe(12);
  });

  test('that a tool refuses is answered with what it said', async () => {
    const { say, model, refusals } = chatRig();
    refusals.push(new InputError('There is no acme/x.', { code: 'GITHUB_NOT_FOUND' }));
    model.respond(calling(call('read_repository', { repo: 'acme/x' }))).respond(new AIMessage('There is none.'));
    expect(textOf(await say('What is acme/x?'))).toBe('There is none.');
    expect(model.calls[1]?.messages.at(-1)?.text).toMatch(/^Error: There is no acme\/x\./);
  });

  test('leaves no token in the log', async () => {
    const { say, model, log } = chatRig();
    model.respond(calling(call('list_repositories'))).respond(new Error('gone'));
    await say('List my repositories');
    expect(log.join()).not.toMatch(/gho_|e30\./);
  });
});
