import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { prod } from '#environments/prod.ts';
import { ofType, planOf } from './plan.ts';

const resources = planOf(prod);
const filterSchema = z.object({
  pattern: z.string(),
  log_group_name: z.string(),
  metric_transformation: z.object({
    namespace: z.string(),
    name: z.string(),
    value: z.string(),
    dimensions: z.record(z.string(), z.string()).default({}),
  }),
});
const filters = ofType(resources, 'aws_cloudwatch_log_metric_filter').map(({ attributes }) => filterSchema.parse(attributes));
const work = filters.filter(({ metric_transformation: { namespace } }) => namespace === 'stepwright-prod-work');

const late = filters.filter(({ pattern }) => pattern === '{ $.measure = "notice.late" }');

const widgetSchema = z.object({
  properties: z.object({
    title: z.string(),
    region: z.string(),
    metrics: z.array(z.union([z.tuple([z.object({ expression: z.string() })]), z.array(z.string())])),
  }),
});
const [dashboard] = ofType(resources, 'aws_cloudwatch_dashboard');
const body = z.object({ widgets: z.array(widgetSchema) }).parse(JSON.parse(String(dashboard?.attributes['dashboard_body'])));
const metrics = body.widgets.flatMap(({ properties }) => properties.metrics);

describe('a metric of the log', () => {
  const source = readFileSync('lambdas/measure/to-measure.ts', 'utf8');

  test.each(work.map((filter) => [filter.metric_transformation.name, filter] as const))(
    '%s is made of fields that the measure Lambda logs',
    (_name, { pattern, log_group_name: group, metric_transformation: { value, dimensions } }) => {
      expect(group).toContain('measure');
      const [, measure] = /^\{ \$\.measure = "([a-z.]+)" \}$/.exec(pattern) ?? [];
      const variant = source.split('{').find((part) => part.includes(`readonly measure: '${measure}'`)) ?? '';
      const fields = [value, ...Object.values(dimensions)].filter((selector) => selector !== '1');
      expect(variant).not.toBe('');
      expect(fields.filter((selector) => !variant.includes(`readonly ${selector.slice(2)}:`))).toEqual([]);
    },
  );

  test('counts each kind of line', () => {
    const kinds = new Set(source.match(/(?<=readonly measure: ')[a-z.]+/g));
    expect(new Set(work.map(({ pattern }) => /"(.+)"/.exec(pattern)?.[1]))).toEqual(kinds);
  });

  test('of late notices is of the seconds that notify logs', () => {
    expect(late.map(({ metric_transformation: { value } }) => value)).toEqual(['$.seconds']);
    expect(readFileSync('lambdas/notify/work-off.ts', 'utf8')).toMatch(/measure: 'notice\.late'.* seconds:/);
  });

  test('of level error counts what agents and notify log under that name', () => {
    const levels = filters.filter(({ pattern }) => pattern === '{ $.level = "error" }');
    expect(levels.length + work.length + late.length).toBe(filters.length);
    expect(readFileSync('agents/harness/log.ts', 'utf8')).toContain('level,');
    expect(globSync('lambdas/notify/*.ts').some((file) => readFileSync(file, 'utf8').includes("level: 'error'"))).toBe(true);
  });
});

describe('the dashboard', () => {
  test('shows what is asked of it: workflows, agents, durations, tokens, capacity, Lambda errors, outcomes, cost', () => {
    const text = JSON.stringify(metrics);
    const asked = [
      'ExecutionsStarted',
      'ExecutionsSucceeded',
      'ExecutionsFailed',
      'ExecutionTime',
      'AgentInvocations',
      'StepDuration',
      'InputTokens',
      'OutputTokens',
      'TasksEnded',
      'CostUsd',
      'ConsumedReadCapacityUnits',
      'ConsumedWriteCapacityUnits',
      'Errors',
    ];
    expect(asked.filter((metric) => !text.includes(metric))).toEqual([]);
  });

  test('shows every metric of the log, by the dimension that it is kept apart by', () => {
    const shown = metrics.map((metric) => {
      const [first, name] = metric;
      if (typeof first === 'string') return [first, name].map(String).join(' ');
      return first?.expression.replace(/SEARCH\('\{(.+),(.+)\} MetricName="(.+)"'.*/, '$1 $3 $2');
    });
    const made = [...work, ...late].map(({ metric_transformation: { namespace, name, dimensions } }) =>
      [namespace, name, ...Object.keys(dimensions)].join(' '),
    );
    expect(made.filter((metric) => !shown.includes(metric))).toEqual([]);
    expect(shown.filter((metric) => metric?.startsWith('stepwright-') && !made.includes(metric))).toEqual([]);
  });

  test('names no table, state machine, API or queue that is not there', () => {
    const text = JSON.stringify(resources.map(({ attributes }) => attributes));
    const named = metrics.flatMap((metric) => {
      const [namespace, _name, ...dimensions] = metric;
      return typeof namespace === 'string' ? dimensions.filter((_value, index) => index % 2 === 1).map(String) : [];
    });
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !text.includes(name.split(':').at(-1) ?? ''))).toEqual([]);
  });

  test('is of the environment’s region', () => {
    expect(new Set(body.widgets.map(({ properties: { region } }) => region))).toEqual(new Set([prod.region]));
  });
});
