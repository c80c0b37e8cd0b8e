import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What waits for most of its time, for heartbeats and retries, the longest first. */
const WAITING = ['e2e/kill-agent.test.ts', 'e2e/sentry.test.ts'];

/** Starts the files that wait before all others, which then have the processor; the others go in vitest's own order. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waiting = WAITING.flatMap((name) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/tests/${name}`)));
    return [...waiting, ...sorted.filter((file) => !waiting.includes(file))];
  }
}
