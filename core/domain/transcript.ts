/** Under which keys the transcripts of a task's steps are kept; they sort by when the attempts began. */
export function transcriptPrefixOf(taskId: string): string {
  return `traces/${taskId}/`;
}

/** The key of one attempt at a step, as JSON Lines: `traces/task_…/20261121T193000Z-plan-1.jsonl`. */
export function transcriptKeyOf(taskId: string, step: string, begunAt: Date): string {
  const at = begunAt.toISOString().replace(/\.\d+|[-:]/g, '');
  return `${transcriptPrefixOf(taskId)}${at}-${step.replace(/[^\w-]/g, '_')}.jsonl`;
}
