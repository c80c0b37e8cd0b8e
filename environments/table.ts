/** The task table's keys and indexes: the store's own data, so that what is deployed is what the code reads. */
export { TABLE_SCHEMA as TABLE } from '#adapters/dynamodb/table.ts';
