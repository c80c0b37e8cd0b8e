import colors from 'picocolors';
import type { TaskEvent, TaskFact } from '#domain/task-event.ts';
import { visibleText } from '#domain/visible-text.ts';

/** One line of the timeline: who, and what happened in words. */
interface Line {
  readonly step: string;
  readonly agent: string;
  readonly text: string;
  readonly tone: 'plain' | 'dim' | 'good' | 'bad' | 'strong';
}

const TONES: Readonly<Record<Line['tone'], (text: string) => string>> = {
  plain: (text) => text,
  dim: colors.dim,
  good: colors.green,
  bad: colors.red,
  strong: colors.bold,
};

/** Renders a task event as a line `elapsed  cost  step  agent  text`; readable without colour and when piped. */
export function toTimelineLine(event: TaskEvent, startedAt: string, costUsd: number): string {
  const line = describe(event.fact);
  const seconds = Math.max(0, (Date.parse(event.at) - Date.parse(startedAt)) / 1_000);
  const columns = [`${seconds.toFixed(1).padStart(6)}s`, `$${costUsd.toFixed(4)}`, line.step.padEnd(11), line.agent.padEnd(10)];
  return TONES[line.tone](`${columns.join('  ')}  ${firstLine(line.text)}`);
}

function describe(fact: TaskFact): Line {
  const of = (text: string, tone: Line['tone'] = 'plain', from: { step?: string; agent?: string } = {}): Line => ({
    step: from.step ?? '',
    agent: from.agent ?? '',
    text,
    tone,
  });
  switch (fact.type) {
    case 'step.started':
    case 'step.retried':
    case 'agent.progressed':
    case 'tool.called':
    case 'step.finished':
      return describeAgent(fact);
    case 'ci.awaited':
    case 'ci.concluded':
    case 'ci.diagnosed':
      return describeCi(fact);
    case 'task.submitted':
      return of(`${fact.by.name} asked for "${fact.title}" (${fact.subject})`, 'strong');
    case 'task.ended':
      return of(`${fact.status}: ${fact.outcome}`, fact.status === 'completed' ? 'good' : 'bad');
    default:
      return describeHuman(fact);
  }
}

type AgentFact = Extract<TaskFact, { agent: string }>;

function describeAgent(fact: AgentFact): Line {
  const { step, agent } = fact;
  switch (fact.type) {
    case 'step.started':
      return { step, agent, text: 'started', tone: 'strong' };
    case 'step.retried':
      return { step, agent, text: `started again: ${fact.reason}`, tone: 'bad' };
    case 'agent.progressed':
      return { step, agent, text: fact.message, tone: 'plain' };
    case 'tool.called':
      return { step, agent, text: `${fact.ok ? ' ' : '!'} ${fact.tool} ${fact.summary}`, tone: 'dim' };
    case 'step.finished':
      return { step, agent, text: `finished: ${fact.summary} ($${fact.usage.costUsd.toFixed(4)})`, tone: 'good' };
  }
}

type CiFact = Extract<TaskFact, { type: 'ci.awaited' | 'ci.concluded' | 'ci.diagnosed' }>;

function describeCi(fact: CiFact): Line {
  const step = `ci-${fact.round}`;
  switch (fact.type) {
    case 'ci.awaited':
      return {
        step,
        agent: '',
        text: `waiting for CI of ${fact.commits.map((c) => c.headSha.slice(0, 7)).join(', ')}`,
        tone: 'plain',
      };
    case 'ci.concluded': {
      const failed = [...fact.ci.failed.map((check) => check.name), ...(fact.ci.conflicts ?? [])].join(', ');
      const green = fact.ci.conclusion === 'success';
      return {
        step,
        agent: '',
        text: green ? 'CI is green' : `CI says ${fact.ci.conclusion}: ${failed}`,
        tone: green ? 'good' : 'bad',
      };
    }
    case 'ci.diagnosed':
      return { step, agent: 'ci-monitor', text: `${fact.diagnosis.verdict}: ${fact.diagnosis.summary}`, tone: 'plain' };
  }
}

type HumanFact = Exclude<TaskFact, AgentFact | CiFact | { type: 'task.submitted' | 'task.ended' }>;

function describeHuman(fact: HumanFact): Line {
  const line = (text: string, tone: Line['tone'] = 'strong'): Line => ({ step: '', agent: '', text, tone });
  switch (fact.type) {
    case 'plan.published':
      return line(`plan ${fact.n} is at ${fact.planUrl}`, 'plain');
    case 'approval.requested':
      return line(`approval asked for: ${fact.approval.shown.title}`);
    case 'approval.reminded':
      return line(`reminded of the approval, open until ${fact.expiresAt}`, 'dim');
    case 'approval.escalated':
      return line(`nobody decides: escalated, open until ${fact.expiresAt}`);
    case 'question.reminded':
      return line(`reminded of the question, open until ${fact.expiresAt}`, 'dim');
    case 'approval.decided':
      return line(`${fact.decision.by.name}: ${fact.decision.verdict} ${fact.decision.reason}`.trim());
    case 'question.asked':
      return line(`question: ${fact.text}`);
    case 'question.answered':
    case 'instruction.given':
      return line(`${fact.by.name}: ${fact.text}`);
    case 'ticket.filed':
      return line(`${fact.isNew ? 'filed' : 'noted on'} ${fact.key}: ${fact.url}`, 'good');
    case 'task.woken':
      return line(fact.why);
    case 'pull-request.readied':
      return line(`pull request is ready: ${fact.url}`, 'good');
    case 'pull-request.closed':
      return line(`${fact.by.name} ${fact.merged ? 'merged' : 'closed'} the pull request: ${fact.url}`);
  }
}

function firstLine(text: string): string {
  const [first = ''] = visibleText(text).split('\n');
  return first.length > 160 ? `${first.slice(0, 159)}…` : first;
}
