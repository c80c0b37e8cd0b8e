import { expect, test } from 'vitest';
import type { ApprovalPolicy } from '#domain/approval.ts';
import type { CommandPolicy } from '#domain/decide-command.ts';
import { decideView } from '#domain/decide-view.ts';
import type { Person } from '#domain/person.ts';
import { ANN, BOB } from '#tests/fakes/samples.ts';

const ANYONE: CommandPolicy = { mode: 'anyone' };
const LISTED: ApprovalPolicy = { mode: 'list', emails: ['bob@example.org'] };
const ANN_HERE: Person = { channel: 'api', id: 'sub-1', name: 'Ann', email: 'Ann@example.org' };
const CARL: Person = { channel: 'api', id: 'sub-2', name: 'Carl', email: 'carl@example.org' };

test.each([
  { rule: 'who asked for it sees it', by: ANN, seen: true },
  { rule: 'so do they under another account with the same e-mail address', by: ANN_HERE, seen: true },
  { rule: 'nobody else knows of it before its plan', by: CARL, seen: false },
  {
    rule: 'a plan that anybody else may approve is for anybody else to see',
    by: CARL,
    policy: { mode: 'not-requester' },
    seen: true,
  },
  { rule: 'as is one that anybody may decide on', by: CARL, policy: { mode: 'anyone' }, seen: true },
  { rule: 'one that some may decide on is theirs to see', by: BOB, policy: LISTED, seen: true },
  { rule: 'and of no concern to others', by: CARL, policy: LISTED, seen: false },
  { rule: 'a plan that nobody decides on is shown to nobody', by: CARL, policy: { mode: 'auto' }, seen: false },
  {
    rule: 'who may command every task sees every task',
    by: CARL,
    commands: { mode: 'involved', emails: ['carl@example.org'] },
    seen: true,
  },
] as const)('$rule', ({ by, seen, ...more }) => {
  const approval = 'policy' in more ? { policy: more.policy } : undefined;
  const policy = 'commands' in more ? more.commands : ANYONE;
  expect(decideView(by, { task: { requester: ANN }, approval }, policy)).toBe(seen);
});
