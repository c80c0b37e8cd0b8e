import type { Environment } from './schema.ts';

export const dev: Environment = { name: 'dev', region: 'us-east-1', accountId: '000000000000' };
