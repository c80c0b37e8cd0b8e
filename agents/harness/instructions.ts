import type { TaskStore } from '#ports/task-store.ts';

/** Hands out what people told this task, each text once. */
export interface Instructions {
  /** The texts since the last call, oldest first; on the first call all that were ever given. */
  take(): Promise<readonly string[]>;
}

/** Follows a task's `instruction.given` events; what a person said once holds for every later conversation of the task. */
export function followInstructions(store: Pick<TaskStore, 'listEvents'>, taskId: string): Instructions {
  let cursor: string | undefined;
  return {
    take: async () => {
      const texts: string[] = [];
      for (;;) {
        const page = await store.listEvents(taskId, { limit: 100, cursor });
        for (const { fact } of page.items) if (fact.type === 'instruction.given') texts.push(fact.text);
        cursor = page.items.at(-1)?.id ?? cursor;
        if (page.cursor === undefined) return texts;
      }
    },
  };
}
