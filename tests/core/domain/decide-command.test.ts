import { describe, expect, test } from 'vitest';
import type { ApprovalPolicy } from '#domain/approval.ts';
import { type CommandPolicy, decideCommand } from '#domain/decide-command.ts';
import type { Person } from '#domain/person.ts';
import { ANN, aTask, BOB } from '#tests/fakes/samples.ts';

const INVOLVED: CommandPolicy = { mode: 'involved', emails: [] };
const DANA: Person = { channel: 'github', id: 'dana', name: 'dana' };
const owners: ApprovalPolicy = { mode: 'list', emails: ['bob@example.org'], logins: ['Dana'] };
const say = { name: 'say', text: 'smaller' } as const;

describe('who may answer, instruct, cancel and retry', () => {
  test.each([
    ['anybody by default', BOB, say, { mode: 'anyone' }, undefined, true],
    ['the requester', ANN, { name: 'cancel' }, INVOLVED, undefined, true],
    ['the requester by another account', { ...BOB, email: 'ANN@example.org' }, say, INVOLVED, undefined, true],
    ['nobody else', BOB, { name: 'retry' }, INVOLVED, undefined, false],
    ['whoever is listed', BOB, say, { mode: 'involved', emails: ['BOB@example.org'] }, undefined, true],
    ['an approver', BOB, say, INVOLVED, owners, true],
    ['an approver by login', DANA, say, INVOLVED, owners, true],
    ['a login of another channel is nobody', { ...DANA, channel: 'slack' }, say, INVOLVED, owners, false],
    ['deciding has its own policy', BOB, { name: 'approve' }, INVOLVED, undefined, true],
    ['asking is free', BOB, { name: 'status' }, INVOLVED, undefined, true],
  ] as const)('%s', (_rule, by, command, policy, approvers, allowed) => {
    const approval = approvers && { policy: approvers };
    const refusal = decideCommand({ command, by }, { task: aTask(), approval }, policy);
    expect(refusal === undefined).toBe(allowed);
    if (refusal !== undefined) expect(refusal).toContain('Only Ann, who asked for this task,');
  });
});
