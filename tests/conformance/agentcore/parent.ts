import { openAgentCore } from '#environments/local/agentcore/open-agent-core.ts';
import { silentLogger } from '#environments/local/logger.ts';
import { agentEnv, steeredAgents } from './local-agents.ts';

/** An environment that a test kills: tells its agents' process ids and then only waits. */
const [dataDir = ''] = process.argv.slice(2);
const core = await openAgentCore({
  entryOf: steeredAgents(),
  env: agentEnv('http://127.0.0.1:9', 'http://127.0.0.1:9'),
  dataDir,
  logger: silentLogger,
});
process.send?.(core.pids());
