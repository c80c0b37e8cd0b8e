import { AGENT_NAMES, type AgentName } from '../../environments/agents.ts';
import { priceOf } from '../../environments/model-prices.ts';
import type { Environment } from '../../environments/schema.ts';
import { USE_PRICES } from './prices.ts';
import { TYPICAL_AGENTS, TYPICAL_SERVICES } from './typical-task.ts';

/** US dollars for a typical task, by what they are paid for. */
type TaskCost = Readonly<Record<string, number>>;

/** What a typical task costs with an environment's models. */
export function toTaskCost(environment: Environment): TaskCost {
  const agents = AGENT_NAMES.filter((agent) => agent in TYPICAL_AGENTS);
  const models = agents.map((agent) => [`model of ${agent}`, toModelDollars(environment, agent)] as const);
  const sessions = agents.reduce((sum, agent) => sum + toSessionDollars(agent), 0);
  return {
    ...Object.fromEntries(models),
    'sessions on AgentCore': sessions,
    'workflow, Lambdas, table, logs': toServiceDollars(),
  };
}

function toModelDollars({ agents }: Environment, agent: AgentName): number {
  const use = TYPICAL_AGENTS[agent];
  const { model, modelPrice } = agents[agent];
  return use ? priceOf(model, use.tokens, modelPrice) : 0;
}

function toSessionDollars(agent: AgentName): number {
  const use = TYPICAL_AGENTS[agent];
  if (!use) return 0;
  const { cpuMinutes, sessionMinutes, memoryGb } = use;
  return (cpuMinutes * USE_PRICES.cpuHour + sessionMinutes * memoryGb * USE_PRICES.memoryGbHour) / 60;
}

function toServiceDollars(): number {
  const used = TYPICAL_SERVICES;
  return (
    used.stateTransitions * USE_PRICES.stateTransition +
    used.lambdaRequests * USE_PRICES.lambdaRequest +
    used.lambdaGbSeconds * USE_PRICES.lambdaGbSecond +
    used.tableWrites * USE_PRICES.tableWrite +
    used.tableReads * USE_PRICES.tableRead +
    used.deliveries * USE_PRICES.delivery +
    used.logGb * USE_PRICES.logGb
  );
}
