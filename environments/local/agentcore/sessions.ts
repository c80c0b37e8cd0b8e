import type { AgentName } from '#domain/agent.ts';

/** AgentCore's defaults: a session ends after 15 idle minutes, and in any case after 8 hours. */
export const SESSION_LIMITS = { idleMs: 900_000, lifetimeMs: 28_800_000 } as const;

interface Session {
  readonly agent: AgentName;
  readonly startedAt: number;
  usedAt: number;
}

/** Which sessions exist, as AgentCore would know them; times are milliseconds. */
export interface SessionRegistry {
  use(sessionId: string, agent: AgentName, now: number): void;
  has(sessionId: string, agent: AgentName): boolean;
  forget(sessionId: string, agent: AgentName): void;
  /** Forgets all sessions of an agent, because its process died and they with it. */
  forgetAll(agent: AgentName): void;
  /** The sessions that have lived too long, and those that are idle while their agent does nothing. */
  listExpired(
    now: number,
    isBusy: (agent: AgentName) => boolean,
  ): readonly { readonly sessionId: string; readonly agent: AgentName }[];
}

/** Opens an empty registry. */
export function openSessionRegistry(): SessionRegistry {
  const sessions = new Map<string, Session>();
  return {
    use: (sessionId, agent, now) => {
      const key = keyOf(sessionId, agent);
      const session = sessions.get(key) ?? { agent, startedAt: now, usedAt: now };
      session.usedAt = now;
      sessions.set(key, session);
    },
    has: (sessionId, agent) => sessions.has(keyOf(sessionId, agent)),
    forget: (sessionId, agent) => {
      sessions.delete(keyOf(sessionId, agent));
    },
    forgetAll: (agent) => {
      for (const [key, session] of sessions) if (session.agent === agent) sessions.delete(key);
    },
    listExpired: (now, isBusy) =>
      [...sessions]
        .filter(([, { agent, startedAt, usedAt }]) => {
          const idle = now - usedAt > SESSION_LIMITS.idleMs && !isBusy(agent);
          return idle || now - startedAt > SESSION_LIMITS.lifetimeMs;
        })
        .map(([key, { agent }]) => ({ sessionId: key.slice(agent.length + 1), agent })),
  };
}

function keyOf(sessionId: string, agent: AgentName): string {
  return `${agent} ${sessionId}`;
}
