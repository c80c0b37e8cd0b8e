import { describe, expect, test } from 'vitest';
import { discoverySchema } from '#domain/discovery.ts';
import { planProblems, planSchema } from '#domain/plan.ts';
import { sampleScripts } from '#environments/local/bedrock/scripts/index.ts';
import type { ScriptMessage, ScriptRequest } from '#environments/local/bedrock/script.ts';
import type { AgentName } from '#domain/agent.ts';

function requestOf(agent: AgentName, turn: number, prompt = ''): ScriptRequest {
  const first: ScriptMessage = { role: 'user', text: prompt, toolUses: [], toolResults: [] };
  return { agent, system: '', turn, messages: [first], tools: [] };
}

const finishOf = (agent: 'discovery' | 'planning', prompt = '') => {
  const reply = sampleScripts[agent](requestOf(agent, 9, prompt));
  return reply.toolUses?.[0]?.input;
};

describe('the scripts of the sample', () => {
  test('discovery hands in what the schema wants', () => {
    expect(discoverySchema.safeParse(finishOf('discovery')).error).toBeUndefined();
  });

  test('planning hands in a plan without problems, its tests first', () => {
    const plan = planSchema.parse(finishOf('planning'));
    expect(planProblems(plan)).toEqual([]);
    expect(plan.tasks[0]?.kind).toBe('test');
  });

  test('a change request is shown in the next plan', () => {
    const prompt = '<request label="requested changes">\nuse 60 €\n</request>';
    expect(planSchema.parse(finishOf('planning', prompt)).summary).toContain('use 60 €');
  });

  test('a script is a function of the conversation alone', () => {
    const request = requestOf('execution', 1, 'Task T2 of the plan, kind code');
    expect(sampleScripts.execution(request)).toEqual(sampleScripts.execution(request));
  });

  test('the scripted developer refuses a plan that it does not know', () => {
    expect(() => sampleScripts.execution(requestOf('execution', 0, 'Task X9 of the plan'))).toThrow(/only knows/);
  });
});
