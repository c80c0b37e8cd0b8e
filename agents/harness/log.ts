/** Writes one JSON line per entry; never give it a secret or a task token. */
export type Log = (level: 'info' | 'warn' | 'error', message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Logs to standard output, from where CloudWatch (or the local environment's log file) takes it. */
export function openLog(agent: string): Log {
  return (level, message, fields) => {
    process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), level, agent, message, ...fields })}\n`);
  };
}
