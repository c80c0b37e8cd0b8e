import { type Question, questionSchema } from '#domain/approval.ts';
import { InputError } from '#domain/errors.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { questionKey, taskKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import type { StoreContext } from './task-table.ts';
import { openWait, settleWait, toWaitSchema, type WaitKind } from './waits.ts';

/** An agent's questions to a human. */
export function openQuestions(context: StoreContext): Pick<TaskStore, 'openQuestion' | 'readQuestion' | 'answerQuestion'> {
  return {
    openQuestion: (question, token) =>
      openWait(context, {
        kind: toKind(question.taskId, question.n),
        runId: question.runId,
        token,
        body: question,
        reopened: (before) => ({ ...before, expiresAt: question.expiresAt }),
        on: 'question.asked',
        step: `ask-${question.n}`,
        facts: [{ type: 'question.asked', n: question.n, text: question.text }],
      }),
    readQuestion: async (taskId) => {
      const { pk: partition } = taskKey(taskId);
      const [item] = await context.table.query({ partition, prefix: 'QUESTION#', newestFirst: true, limit: 1 });
      return item && parseItem(toWaitSchema(questionSchema), item).body;
    },
    answerQuestion: async (taskId, n, answer) => {
      const result = await settleWait(context, toKind(taskId, n), ({ body }) => ({
        body: { ...body, answer },
        output: { answered: true },
        facts: [{ type: 'question.answered', n, text: answer.text, by: answer.by }],
      }));
      if (result.type === 'settled') return { type: 'answered', callback: result.callback };
      if (result.wait) return { type: 'already-answered' };
      throw new InputError(`The task ${taskId} has no question ${n}.`, { code: 'QUESTION_NOT_FOUND' });
    },
  };
}

function toKind(taskId: string, n: number): WaitKind<Question> {
  return { key: questionKey(taskId, n), taskId, schema: questionSchema };
}
