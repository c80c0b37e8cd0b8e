import type { Task } from '#domain/task.ts';
import type { Isolation } from '#ports/sandbox.ts';
import { visibleText } from '#domain/visible-text.ts';
import { transcriptPrefixOf } from '#domain/transcript.ts';
import type { LocalDescription } from '../describe.ts';
import { TRACES_BUCKET } from '../settings.ts';

export interface Welcome {
  readonly model: string | undefined;
  readonly isolation: Isolation;
}

export function toWelcomeText(local: LocalDescription, { model, isolation }: Welcome): string {
  const modelText =
    model === undefined
      ? 'scripted: it plays a developer who knows only the sample ticket; costs are what the same tokens would cost on Bedrock'
      : model;
  return [
    'Stepwright on this machine',
    `  ingress       ${local.ingress}   (everything else: ${local.ingress}/local)`,
    `  repositories  ${local.github.repos.join(', ')}`,
    `  model         ${modelText}`,
    `  ${isolation.says}`,
    '',
  ].join('\n');
}

export function toWhereToLookText(task: Task, local: LocalDescription, dataDir: string): string {
  const tests = task.tests;
  const lines = [
    '',
    `${task.status}: ${task.outcome ?? ''}`,
    ...task.changes.map((change) => `  pull request  ${change.prUrl}`),
    `  ticket        ${task.ticket.url}`,
    `  thread        ${local.slack.pages}`,
    `  logs          ${dataDir}/logs`,
    `  transcripts   ${dataDir}/s3/${TRACES_BUCKET}/${transcriptPrefixOf(task.id)}`,
    ...(tests ? [`  tests         ${tests.before.passed} passed before, ${tests.after.passed} passed after`] : []),
    `  CI rounds     ${task.ciRounds}, cost $${task.usage.costUsd.toFixed(4)} in ${task.usage.turns} model calls`,
  ];
  if (task.failure) lines.push(`  what to do    ${task.failure.remedy}`);
  return `${visibleText(lines.join('\n'))}\n`;
}
