import { defineConfig } from 'vitest/config';
import { Sequencer } from './tests/sequencer.ts';

const project = (name: string, include: string[], seconds: number, isolate = true) => ({
  test: { name, include, isolate, testTimeout: seconds * 1_000, hookTimeout: seconds * 1_000 },
});

export default defineConfig({
  test: {
    // Two more than the cores of the smallest machine: the longest tests wait for heartbeats most of their time.
    maxWorkers: 4,
    sequence: { sequencer: Sequencer },
    globalSetup: './tests/temporary.ts',
    reporters: ['default', './tests/summary-reporter.ts'],
    projects: [
      // Without module mocks or state of modules there is nothing to isolate, and half of the time would go into loading modules anew.
      project('unit', ['tests/{core,lambdas,agents,workflows,cli,environments,boundaries}/**/*.test.ts'], 20, false),
      project('conformance', ['tests/conformance/**/*.test.ts'], 60),
      project('stacks', ['tests/stacks/**/*.test.ts'], 60, false),
      project('e2e', ['tests/e2e/**/*.test.ts'], 240),
    ],
  },
});
