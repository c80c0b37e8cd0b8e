import type { Approval, Question } from '#domain/approval.ts';
import { ConflictError, InputError } from '#domain/errors.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import { type StepResult, toStepOutput } from '#domain/step-result.ts';
import type { Callback, CiWait, StepRef, TaskStore } from '#ports/task-store.ts';
import type { MemoryState } from './memory-state.ts';
import { memoryWaits } from './memory-waits.ts';

type WaitMethods =
  | 'openApproval'
  | 'readApproval'
  | 'decideApproval'
  | 'openQuestion'
  | 'readQuestion'
  | 'answerQuestion'
  | 'openCiWait'
  | 'findCiWaits'
  | 'readCiWait'
  | 'closeCiWait'
  | 'markDelivered'
  | 'listUndelivered';

/** Approvals, questions and CI waits, and what they owe the workflow. */
export function openCallbacks(
  state: MemoryState,
  putResult: (ref: StepRef, result: StepResult) => void,
): Pick<TaskStore, WaitMethods> {
  const owed = new Map<string, Callback>();
  const owe = (callback: Callback, instead: string): Callback => {
    owed.delete(owedKey({ ...callback, token: instead }));
    owed.set(owedKey(callback), callback);
    return callback;
  };
  const approvals = memoryWaits<Approval>(state.change, owe);
  const questions = memoryWaits<Question>(state.change, owe);
  const ciWaits = memoryWaits<CiWait>(state.change, owe);
  const requireLive = (taskId: string): void => {
    const { status } = state.require(taskId);
    if (isTerminal(status)) throw new ConflictError(`The task ${taskId} has ended meanwhile.`, { code: 'TASK_ENDED' });
  };
  return {
    openApproval: async (body, token) => {
      const { taskId, runId, n } = body;
      const fact = { type: 'approval.requested', approval: body } as const;
      const reopened = (before: Approval): Approval => ({ ...before, expiresAt: body.expiresAt });
      return approvals.open({ taskId, runId, n, token, body, on: 'approval.requested', step: `approve-${n}`, fact, reopened });
    },
    readApproval: async (taskId) => approvals.newest(taskId)?.body,
    decideApproval: async (taskId, n, decision) => {
      const wait = approvals.find(taskId, n);
      if (!wait) throw new InputError(`The task ${taskId} has no approval ${n}.`, { code: 'APPROVAL_NOT_FOUND' });
      if (wait.body.decision) return { type: 'already-decided', decision: wait.body.decision };
      requireLive(taskId);
      state.record(taskId, [{ type: 'approval.decided', n, decision }]);
      return { type: 'decided', callback: approvals.settle(wait, { ...wait.body, decision }, { verdict: decision.verdict }) };
    },
    openQuestion: async (body, token) => {
      const { taskId, runId, n, text } = body;
      const fact = { type: 'question.asked', n, text } as const;
      const reopened = (before: Question): Question => ({ ...before, expiresAt: body.expiresAt });
      return questions.open({ taskId, runId, n, token, body, on: 'question.asked', step: `ask-${n}`, fact, reopened });
    },
    readQuestion: async (taskId) => questions.newest(taskId)?.body,
    answerQuestion: async (taskId, n, answer) => {
      const wait = questions.find(taskId, n);
      if (!wait) throw new InputError(`The task ${taskId} has no question ${n}.`, { code: 'QUESTION_NOT_FOUND' });
      if (wait.body.answer) return { type: 'already-answered' };
      requireLive(taskId);
      state.record(taskId, [{ type: 'question.answered', n, text: answer.text, by: answer.by }]);
      return { type: 'answered', callback: questions.settle(wait, { ...wait.body, answer }, { answered: true }) };
    },
    openCiWait: async (body, token) => {
      const { taskId, runId, round: n, changes } = body;
      const commits = changes.map(({ repo, headSha }) => ({ repo, headSha }));
      const fact = { type: 'ci.awaited', commits, round: n } as const;
      return ciWaits.open({ taskId, runId, n, token, body, on: 'ci.awaited', step: `ci-${n}`, fact });
    },
    findCiWaits: async (repo, headSha) =>
      ciWaits
        .all()
        .filter(({ output, body }) => !output && body.changes.some((one) => one.repo === repo && one.headSha === headSha))
        .map(({ body }) => body),
    readCiWait: async (taskId) => {
      const wait = ciWaits.newest(taskId);
      return wait?.output ? undefined : wait?.body;
    },
    closeCiWait: async ({ taskId, runId, round }, result) => {
      const wait = ciWaits.find(taskId, round);
      if (!wait || wait.output || wait.runId !== runId) return undefined;
      if (isTerminal(state.require(taskId).status)) {
        ciWaits.drop(wait);
        return undefined;
      }
      const step = `ci-${round}`;
      putResult({ taskId, runId, step }, result);
      state.record(taskId, [{ type: 'ci.concluded', ci: result.ci, round }]);
      return ciWaits.settle(wait, wait.body, { ...toStepOutput(step, result), conclusion: result.ci.conclusion });
    },
    markDelivered: async (callback) => {
      owed.delete(owedKey(callback));
    },
    listUndelivered: async (limit) => [...owed.values()].slice(0, limit),
  };
}

function owedKey({ taskId, token }: Callback): string {
  return `${taskId}#${token}`;
}
