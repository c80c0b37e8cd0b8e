import type { Material } from './state.ts';

/** The answer without a model: what the record says, and the commands that say more. */
export function fallBack({ task }: Material, why: string): string {
  const sorry = `I could not put an answer into words (${why}). This is what I know without:`;
  if (!task) return `${sorry}\n\n\`/agent list\` shows the tasks at work, \`/agent status <task>\` one of them.`;
  return `${sorry}\n\n\`\`\`\n${task.facts.replaceAll('```', "'''")}\n\`\`\`\n\`/agent logs ${task.id}\` shows what happened last.`;
}
