import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readModel } from '#environments/local/model-access.ts';
import { takeUserEnv, toAgentEnv } from '#environments/local/settings.ts';

const url = 'http://127.0.0.1:1';
const addresses = {
  dynamodb: url,
  stepFunctions: url,
  agentcore: url,
  secrets: url,
  s3: url,
  bedrock: 'http://127.0.0.1:2',
  githubApi: url,
  jira: url,
  slackApi: url,
  sentry: url,
  signedIn: url,
};
const homeless = mkdtempSync(join(tmpdir(), 'stepwright-home-'));
const home = mkdtempSync(join(tmpdir(), 'stepwright-home-'));
mkdirSync(join(home, '.aws'));
writeFileSync(join(home, '.aws', 'credentials'), '');
afterAll(() => {
  rmSync(homeless, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

describe('the model of STEPWRIGHT_MODEL', () => {
  test.each([
    [{}, undefined],
    [{ STEPWRIGHT_MODEL: '' }, undefined],
    [{ STEPWRIGHT_MODEL: 'bedrock:m', AWS_PROFILE: 'work' }, 'bedrock:m'],
    [{ STEPWRIGHT_MODEL: 'bedrock:m', AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' }, 'bedrock:m'],
    [{ STEPWRIGHT_MODEL: 'bedrock:m', AWS_BEARER_TOKEN_BEDROCK: 't' }, 'bedrock:m'],
    [{ STEPWRIGHT_MODEL: 'bedrock:m', HOME: home }, 'bedrock:m'],
    [{ STEPWRIGHT_MODEL: 'anthropic:m', ANTHROPIC_API_KEY: 'k' }, 'anthropic:m'],
    [{ STEPWRIGHT_MODEL: 'openai:m', OPENAI_API_KEY: 'k' }, 'openai:m'],
    [{ STEPWRIGHT_MODEL: 'openai:m', STEPWRIGHT_MODEL_URL: url }, 'openai:m'],
  ])('%j is %j', (env, model) => {
    expect(readModel(env)).toBe(model);
  });

  test.each([
    [{ STEPWRIGHT_MODEL: 'bedrock:m', HOME: homeless }, /AWS_PROFILE/],
    [{ STEPWRIGHT_MODEL: 'bedrock:m', HOME: homeless, AWS_ACCESS_KEY_ID: 'half' }, /AWS_SECRET_ACCESS_KEY/],
    [{ STEPWRIGHT_MODEL: 'anthropic:m', OPENAI_API_KEY: 'k' }, /ANTHROPIC_API_KEY/],
    [{ STEPWRIGHT_MODEL: 'openai:m' }, /OPENAI_API_KEY/],
    [{ STEPWRIGHT_MODEL: 'gpt' }, /names no model/],
    [{ STEPWRIGHT_MODEL: 'openai:m', STEPWRIGHT_MODEL_URL: 'localhost' }, /is no URL/],
  ])('%j is refused with what to set', (env, sentence) => {
    expect(() => readModel(env)).toThrow(sentence);
  });
});

describe("the agents' environment", () => {
  const user = { AWS_PROFILE: 'work', AWS_REGION: 'eu-west-1', OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a', GITHUB_TOKEN: 'g' };
  const of = (env: NodeJS.ProcessEnv) => toAgentEnv(addresses, '/w', { ...user, ...env });

  test('the scripted model gets nothing of the user', () => {
    expect(of({})).toMatchObject({ AWS_ACCESS_KEY_ID: 'local', AWS_ENDPOINT_URL_BEDROCK_RUNTIME: addresses.bedrock });
    expect(of({ STEPWRIGHT_MODEL: '' })).toEqual(of({}));
    const theirs = Object.values(user);
    expect(Object.values(of({})).filter((value) => theirs.includes(value))).toEqual([]);
  });

  test('a model of another vendor gets its key and nothing of AWS', () => {
    const env = of({ STEPWRIGHT_MODEL: 'openai:m', STEPWRIGHT_MODEL_URL: url });
    expect(env).toMatchObject({ OPENAI_API_KEY: 'o', STEPWRIGHT_MODEL_URL: url, AWS_ACCESS_KEY_ID: 'local' });
    expect(env).not.toHaveProperty('AWS_PROFILE');
    expect(env).not.toHaveProperty('ANTHROPIC_API_KEY');
  });

  test('a Bedrock model with a profile is not hidden behind the local keys', () => {
    const env = of({ STEPWRIGHT_MODEL: 'bedrock:m' });
    expect(env).toMatchObject({ AWS_PROFILE: 'work', AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_DYNAMODB: url });
    expect(env).not.toHaveProperty('AWS_ACCESS_KEY_ID');
    expect(env).not.toHaveProperty('AWS_CONFIG_FILE');
    expect(env).not.toHaveProperty('GITHUB_TOKEN');
  });

  test("a Bedrock model gets the user's keys and endpoint, and the local parts keep theirs", () => {
    const keys = { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's', AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://vpc' };
    const env = of({
      STEPWRIGHT_MODEL: 'bedrock:m',
      ...keys,
      AWS_ENDPOINT_URL: 'http://else',
      AWS_ENDPOINT_URL_SFN: 'http://else',
    });
    expect(env).toMatchObject({ ...keys, AWS_ENDPOINT_URL_SFN: url });
    expect(env).not.toHaveProperty('AWS_ENDPOINT_URL');
  });
});

test("the user's AWS settings leave the environment of the local Lambdas and are kept for the model", () => {
  const own: NodeJS.ProcessEnv = { AWS_PROFILE: 'work', AWS_ENDPOINT_URL: url, PATH: '/bin' };
  expect(takeUserEnv(own)).toEqual({ AWS_PROFILE: 'work', AWS_ENDPOINT_URL: url, PATH: '/bin' });
  expect(own).toEqual({ PATH: '/bin' });
});
