import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], seconds: number) => ({
  test: { name, include, testTimeout: seconds * 1_000, hookTimeout: seconds * 1_000 },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './tests/summary-reporter.ts'],
    projects: [
      project('unit', ['tests/{core,lambdas,agents,workflows,cli,environments,boundaries}/**/*.test.ts'], 20),
      project('conformance', ['tests/conformance/**/*.test.ts'], 60),
      project('stacks', ['tests/stacks/**/*.test.ts'], 60),
      project('e2e', ['tests/e2e/**/*.test.ts'], 240),
    ],
  },
});
