import type { Engine } from '../engine.ts';
import type { Store } from '../store.ts';
import type { World } from '../world.ts';

/** What every operation works with. */
export interface ApiDeps {
  readonly store: Store;
  readonly engine: Engine;
  readonly world: World;
  /** Signs task tokens. */
  readonly secret: string;
}
