import { openEmbedded } from './embedded-store.ts';
import { taskStoreSpec } from './task-store-spec.ts';

taskStoreSpec('DynamoDB', () => openEmbedded());
