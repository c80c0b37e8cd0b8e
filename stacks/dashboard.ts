import type { Environment } from '../environments/schema.ts';
import { MEASURES, type Measure, measureNamespace } from './measures.ts';
import { lateNoticeMetric, LIVE, nameOf, tableName } from './naming.ts';
import { stateMachineArn } from './settings.ts';

/** A metric as a dashboard writes it: namespace, name, and dimensions by name and value. */
type Metric = readonly string[];

interface Widget {
  readonly title: string;
  readonly stat: 'Sum' | 'Average' | 'Maximum' | 'p90';
  readonly metrics: readonly (Metric | readonly [{ readonly expression: string; readonly label: string }])[];
}

const COLUMNS = 3;
const WIDTH = 8;
const HEIGHT = 6;
const FIVE_MINUTES = 300;

/** The body of the environment's dashboard (product O1), JSON. */
export function toDashboard(environment: Environment): string {
  const widgets = [...toWorkWidgets(environment), ...toServiceWidgets(environment)];
  return JSON.stringify({ widgets: widgets.map((widget, index) => toJson(widget, index, environment.region)) });
}

/** What tasks and agents do. */
function toWorkWidgets(environment: Environment): readonly Widget[] {
  const namespace = measureNamespace(environment);
  const runs = ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'];
  const widget = (title: string, stat: Widget['stat'], ...metrics: readonly string[]): Widget => {
    const measures = MEASURES.filter(({ metric }) => metrics.includes(metric));
    return { title, stat, metrics: measures.map((measure) => toSearch(namespace, measure, stat)) };
  };
  const machine = ['StateMachineArn', stateMachineArn(environment)];
  return [
    { title: 'Workflows', stat: 'Sum', metrics: runs.map((metric) => ['AWS/States', metric, ...machine]) },
    widget('Tasks submitted and how they ended', 'Sum', 'TasksSubmitted', 'TasksEnded'),
    widget('Agent invocations', 'Sum', 'AgentInvocations'),
    widget('Duration of steps, ms', 'p90', 'StepDuration'),
    { title: 'Duration of workflows, ms', stat: 'p90', metrics: [['AWS/States', 'ExecutionTime', ...machine]] },
    widget('Tokens by model', 'Sum', 'InputTokens', 'OutputTokens'),
    widget('Model cost, US dollars', 'Sum', 'CostUsd'),
  ];
}

/** What carries them. */
function toServiceWidgets(environment: Environment): readonly Widget[] {
  const table = ['TableName', tableName(environment)];
  const api = ['ApiName', nameOf(environment, 'webhooks'), 'Stage', LIVE];
  const queue = ['QueueName', nameOf(environment, 'dead-letters')];
  const late = lateNoticeMetric(environment);
  const capacity = ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits', 'WriteThrottleEvents'];
  return [
    { title: 'DynamoDB capacity', stat: 'Sum', metrics: capacity.map((metric) => ['AWS/DynamoDB', metric, ...table]) },
    // Of all functions of the account, which the environment has for itself.
    {
      title: 'Lambda errors and throttles',
      stat: 'Sum',
      metrics: ['Errors', 'Throttles'].map((metric) => ['AWS/Lambda', metric]),
    },
    {
      title: 'Deliveries',
      stat: 'Sum',
      metrics: ['Count', '4XXError', '5XXError'].map((metric) => ['AWS/ApiGateway', metric, ...api]),
    },
    { title: 'Time to answer a delivery, ms', stat: 'p90', metrics: [['AWS/ApiGateway', 'Latency', ...api]] },
    { title: 'Seconds that channels are behind', stat: 'Maximum', metrics: [[late.namespace, late.name]] },
    { title: 'Dead letters', stat: 'Maximum', metrics: [['AWS/SQS', 'ApproximateNumberOfMessagesVisible', ...queue]] },
  ];
}

/** Which agents, models and ends there are is not known beforehand. */
function toSearch(namespace: string, { metric, by }: Measure, stat: Widget['stat']): Widget['metrics'][number] {
  if (by === undefined) return [namespace, metric];
  const expression = `SEARCH('{${namespace},${by}} MetricName="${metric}"', '${stat}', ${FIVE_MINUTES})`;
  return [{ expression, label: metric }];
}

function toJson({ title, stat, metrics }: Widget, index: number, region: string): object {
  const place = { x: (index % COLUMNS) * WIDTH, y: Math.floor(index / COLUMNS) * HEIGHT, width: WIDTH, height: HEIGHT };
  return { type: 'metric', ...place, properties: { title, region, stat, period: FIVE_MINUTES, view: 'timeSeries', metrics } };
}
