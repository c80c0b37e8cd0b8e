/**
 * Regions with AgentCore Runtime, and the prefixes of the inference profiles that each can call.
 * Source: AWS, "Supported AWS Regions" of AgentCore and "Supported Regions and models for inference profiles" of Bedrock.
 */
const PROFILES = {
  'us-east-1': ['us', 'global'],
  'us-east-2': ['us', 'global'],
  'us-west-2': ['us', 'global'],
  'ca-central-1': ['us', 'global'],
  'eu-central-1': ['eu', 'global'],
  'eu-north-1': ['eu', 'global'],
  'eu-west-1': ['eu', 'global'],
  'eu-west-2': ['eu', 'global'],
  'eu-west-3': ['eu', 'global'],
  'ap-northeast-1': ['jp', 'apac', 'global'],
  'ap-northeast-2': ['apac', 'global'],
  'ap-south-1': ['apac', 'global'],
  'ap-southeast-1': ['apac', 'global'],
  'ap-southeast-2': ['au', 'apac', 'global'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Region = keyof typeof PROFILES;

/** True when AgentCore Runtime is there. */
export function isRegion(name: string): name is Region {
  return Object.hasOwn(PROFILES, name);
}

export const REGIONS: readonly Region[] = Object.keys(PROFILES).filter(isRegion);

/** The prefixes of inference profiles that a region can call, its own first. */
export function profilesOf(region: Region): readonly string[] {
  return PROFILES[region];
}
