import { createInterface } from 'node:readline/promises';
import type { Approval } from '#domain/approval.ts';
import { visibleText } from '#domain/visible-text.ts';

export type Answer =
  | { readonly type: 'approve' }
  | { readonly type: 'reject' }
  | { readonly type: 'change'; readonly text: string };

/** What the approver sees before the question. */
export function toApprovalText(approval: Approval): string {
  const { title, summary, planUrl, estimateHours, risk, confidence, costSoFarUsd } = approval.shown;
  const lines = [
    '',
    `  Plan ${approval.n}: ${title}`,
    ...summary.split('\n').map((line) => `    ${line}`),
    `  estimate ${estimateHours} h, risk ${risk}, confidence ${Math.round(confidence * 100)} %, spent so far $${costSoFarUsd.toFixed(4)}`,
    `  ${planUrl}`,
    '',
  ];
  return visibleText(lines.join('\n'));
}

/**
 * Asks until it gets an answer: `y`, `n`, or any other text as the change that is wanted. Resolves with undefined when
 * `signal` aborts first (somebody decided elsewhere) or standard input ends.
 */
export async function askApproval(signal: AbortSignal): Promise<Answer | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new AbortController();
  terminal.once('close', () => ended.abort());
  // readline takes Ctrl-C for itself; hand it on to whoever stops the environment.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    for (;;) {
      const text = await terminal.question('  Approve? y = yes, n = no, or write what should change: ', {
        signal: AbortSignal.any([signal, ended.signal]),
      });
      const answer = toAnswer(text);
      if (answer) return answer;
    }
  } catch {
    return undefined;
  } finally {
    terminal.close();
  }
}

/** Undefined for an empty line: it is not a decision. */
export function toAnswer(text: string): Answer | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (/^(y|yes)$/i.test(trimmed)) return { type: 'approve' };
  if (/^(n|no)$/i.test(trimmed)) return { type: 'reject' };
  return { type: 'change', text: trimmed };
}
