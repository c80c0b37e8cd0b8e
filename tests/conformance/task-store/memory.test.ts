import { systemClock } from '#adapters/system/clock.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';
import { taskStoreSpec } from './task-store-spec.ts';

taskStoreSpec('in memory, as other tests use it', async () => ({
  store: memoryTaskStore(systemClock),
  close: async () => undefined,
}));
