import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { AgentName } from '#domain/agent.ts';

const CREDENTIALS = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

export const MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:steered';

/** What the steered agent reads from its environment. */
export function agentEnv(dynamodb: string, stepFunctions: string, workspaces = ''): Record<string, string> {
  return {
    ...CREDENTIALS,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SFN: stepFunctions,
    STEPWRIGHT_TABLE: 'stepwright',
    STEPWRIGHT_STATE_MACHINE_ARN: MACHINE_ARN,
    STEPWRIGHT_MODEL: 'bedrock:none',
    STEPWRIGHT_GITHUB_APP_ID: '1',
    STEPWRIGHT_WORKSPACE_DIR: workspaces,
  };
}

const STEERED = new URL('./steered-server.ts', import.meta.url).pathname;
const BROKEN = new URL('./broken-server.ts', import.meta.url).pathname;

/** Every agent is the steered one; those that are named cannot start. */
export function steeredAgents(...broken: AgentName[]): (agent: AgentName) => string {
  return (agent) => (broken.includes(agent) ? BROKEN : STEERED);
}

/** False also for a process that has ended and that nobody has waited for. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Rejects after ten seconds. */
export async function untilEnded(pids: readonly number[]): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (pids.some(isRunning)) {
    if (Date.now() > deadline) throw new Error(`still running: ${pids.filter(isRunning).join(', ')}`);
    await delay(20);
  }
}
