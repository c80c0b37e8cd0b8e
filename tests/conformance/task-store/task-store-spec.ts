import { afterAll, beforeAll, describe } from 'vitest';
import type { TaskStore } from '#ports/task-store.ts';
import { backlogsSpec } from './backlogs-spec.ts';
import { groupsSpec } from './groups-spec.ts';
import { intakeSpec } from './intake-spec.ts';
import { leasesSpec } from './leases-spec.ts';
import { lifecycleSpec } from './lifecycle-spec.ts';
import { listsSpec } from './lists-spec.ts';
import { racesSpec } from './races-spec.ts';
import { stepsSpec } from './steps-spec.ts';
import { waitsSpec } from './waits-spec.ts';

export interface OpenStore {
  readonly store: TaskStore;
  close(): Promise<void>;
}

/** What every task store must do, whatever it is made of. */
export function taskStoreSpec(name: string, open: () => Promise<OpenStore>): void {
  describe(`task store: ${name}`, () => {
    let opened: OpenStore | undefined;
    const use = (): TaskStore => {
      if (!opened) throw new Error('the store is not open');
      return opened.store;
    };
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.close();
    });
    intakeSpec(use);
    lifecycleSpec(use);
    listsSpec(use);
    stepsSpec(use);
    waitsSpec(use);
    racesSpec(use);
    backlogsSpec(use);
    leasesSpec(use);
    groupsSpec(use);
  });
}
