import type { AgentName } from '../../environments/agents.ts';

/** What one agent uses for a task. */
export interface Use {
  /** Tokens; `input` are those that no cache had. */
  readonly tokens: { readonly input: number; readonly output: number; readonly cacheRead: number; readonly cacheWrite: number };
  /** Of a whole processor; waiting for a model takes none. */
  readonly cpuMinutes: number;
  /** How long the session holds its memory, with the wait until AgentCore ends it. */
  readonly sessionMinutes: number;
  readonly memoryGb: number;
}

/**
 * A ticket that changes some five files of one repository and whose CI fails once: an estimate, not a measurement. What
 * tasks really took is on each task and on the dashboard; correct these numbers by it.
 */
export const TYPICAL_AGENTS: Readonly<Partial<Record<AgentName, Use>>> = {
  discovery: {
    tokens: { input: 60_000, output: 4_000, cacheRead: 0, cacheWrite: 0 },
    cpuMinutes: 0.5,
    sessionMinutes: 18,
    memoryGb: 0.5,
  },
  planning: {
    tokens: { input: 90_000, output: 10_000, cacheRead: 0, cacheWrite: 0 },
    cpuMinutes: 0.5,
    sessionMinutes: 21,
    memoryGb: 0.5,
  },
  execution: {
    tokens: { input: 60_000, output: 45_000, cacheRead: 2_400_000, cacheWrite: 220_000 },
    cpuMinutes: 12,
    sessionMinutes: 100,
    memoryGb: 2,
  },
  'ci-monitor': {
    tokens: { input: 30_000, output: 2_000, cacheRead: 0, cacheWrite: 0 },
    cpuMinutes: 2,
    sessionMinutes: 20,
    memoryGb: 1,
  },
};

/** What the services around the agents do for it. */
export const TYPICAL_SERVICES = {
  stateTransitions: 16,
  lambdaRequests: 250,
  lambdaGbSeconds: 60,
  tableWrites: 900,
  tableReads: 700,
  deliveries: 12,
  logGb: 0.005,
} as const;
