import { z } from 'zod';

/** What the local supervisor may ask for; in AgentCore the service ends the whole microVM instead. */
const requestSchema = z.object({ type: z.literal('stop-session'), id: z.string(), sessionId: z.string() });

/** Tells the local supervisor where this agent listens: it let the system choose a free port. */
export function tellParent(url: string): void {
  process.send?.({ type: 'listening', url });
}

/**
 * Obeys the process that started this one, when there is one with an IPC channel: it can stop a session, and when it
 * dies, however it dies, the channel closes and this process ends too. Without a channel this does nothing.
 */
export function obeyParent(stopSession: (sessionId: string) => Promise<boolean>, end: () => void): void {
  if (!process.send) return;
  process.on('disconnect', end);
  process.on('message', (message) => {
    const request = requestSchema.safeParse(message);
    if (!request.success) return;
    const { id, sessionId } = request.data;
    void stopSession(sessionId).then((stopped) => process.send?.({ type: 'session-stopped', id, stopped }));
  });
}
