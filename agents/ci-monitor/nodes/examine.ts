import { examineCheck } from '../examine-check.ts';
import type { Finding, Job } from '../job.ts';
import type { State, Update } from '../state.ts';

/** Looks into the failed checks one after the other; a fix of one is there when the next is looked at. */
export function examineNode(job: Job): (state: State) => Promise<Update> {
  return async ({ cases }) => {
    const findings: Finding[] = [];
    for (const one of cases) {
      job.context.signal.throwIfAborted();
      const finding = await examineCheck(job, one);
      await job.context.progress(finding.summary);
      findings.push(finding);
    }
    return { findings };
  };
}
