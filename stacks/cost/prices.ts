/** What a resource costs each month while nothing happens. */
export interface Price {
  readonly what: string;
  /** US dollars a month for each. */
  readonly each: number;
  /** So many an account has for nothing, always; one environment has its account for itself. */
  readonly free?: number;
  /** US dollars a month for each element of this attribute. */
  readonly perElement?: readonly [attribute: string, dollars: number];
}

/**
 * Resources that cost money while idle, by type, in us-east-1; all others are paid by use.
 * Source: AWS's price pages of KMS, Secrets Manager, WAF, CloudWatch and VPC, without what is free for a year only.
 */
export const PRICES: Readonly<Record<string, Price>> = {
  aws_kms_key: { what: 'KMS key', each: 1 },
  aws_secretsmanager_secret: { what: 'secrets', each: 0.4 },
  aws_cloudwatch_metric_alarm: { what: 'alarms beyond ten', each: 0.1, free: 10 },
  aws_cloudwatch_dashboard: { what: 'dashboards beyond three', each: 3, free: 3 },
  // In us-east-1, 730 hours a month; what passes through costs more.
  aws_nat_gateway: { what: 'gateway to the internet', each: 32.85 },
  aws_eip: { what: 'its address', each: 3.65 },
  aws_vpc_endpoint: { what: 'endpoints in the VPC', each: 0, perElement: ['subnet_ids', 7.3] },
  aws_wafv2_web_acl: { what: 'firewall and its rules', each: 5, perElement: ['rule', 1] },
};

/**
 * What use costs, in US dollars in us-east-1; models have their prices in core/domain/price.ts.
 * Source: AWS's price pages of AgentCore (consumption), Step Functions, Lambda (ARM), DynamoDB (on demand), API Gateway
 * (REST) and CloudWatch Logs.
 */
export const USE_PRICES = {
  cpuHour: 0.0895,
  memoryGbHour: 0.00945,
  stateTransition: 0.000_025,
  lambdaRequest: 0.000_000_2,
  lambdaGbSecond: 0.000_013_333_4,
  tableWrite: 0.000_000_625,
  tableRead: 0.000_000_125,
  delivery: 0.000_003_5,
  logGb: 0.5,
} as const;
