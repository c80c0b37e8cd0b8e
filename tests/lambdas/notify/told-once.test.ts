import { describe, expect, test } from 'vitest';
import { toStreamedEvent } from '#adapters/dynamodb/event-item.ts';
import type { Command } from '#domain/command.ts';
import type { Spot } from '#domain/is-shown-at.ts';
import { nameOfPlace, type Place } from '#domain/place.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import { wordReply } from '#lambdas/intake/word-reply.ts';
import type { NotifyDeps } from '#lambdas/notify/notify-deps.ts';
import { notify } from '#lambdas/notify/notify.ts';
import type { ChatMessage } from '#ports/chat.ts';
import { aChange, ANN, aPlan, aTask, BOB, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { aWorld, openPlan, type World } from '../webhooks/world.ts';
import { toStream } from './notify-world.ts';

const PULL: Place = { repo: 'acme/shop', number: 7, kind: 'pull-request' };
const ISSUE: Place = { repo: 'acme/shop', number: 12, kind: 'issue' };

/** What a task came from, and so where its requester is told. */
const SUBJECTS = {
  'a ticket': { channel: 'jira', key: 'SHOP-1' },
  'an issue': { channel: 'github', key: 'acme/shop#12' },
  Slack: { channel: 'slack', key: 'shop-abc' },
  'the API': { channel: 'api', key: 'shop-abc' },
} as const satisfies Record<string, Task['subject']>;

/** Where people say what they want, and where they then look. */
const SPOTS = {
  'the ticket': { channel: 'jira', ticketKey: 'SHOP-1' },
  'another ticket': { channel: 'jira', ticketKey: 'SHOP-9' },
  'the issue': { channel: 'github', place: ISSUE },
  'its pull request': { channel: 'github', place: PULL },
  'another pull request': { channel: 'github', place: { ...PULL, number: 99 } },
  'the card': { channel: 'slack', card: 1 },
} as const satisfies Record<string, Spot>;

interface Case {
  readonly command: Command;
  readonly task: Partial<Task>;
  readonly open?: 'plan' | 'question';
  /** By which a text tells it. */
  readonly told: RegExp;
}

const CASES: Readonly<Record<string, Case>> = {
  approve: {
    command: { name: 'approve' },
    task: {},
    open: 'plan',
    told: /Approved\*\* by Bob|plan 1 approved by Bob|is approved/i,
  },
  reject: {
    command: { name: 'reject', reason: 'No.' },
    task: {},
    open: 'plan',
    told: /Rejected\*\* by Bob|plan 1 rejected by Bob|is rejected/i,
  },
  'ask for changes': {
    command: { name: 'request-changes', feedback: 'Less.' },
    task: {},
    open: 'plan',
    told: /Changes requested\*\* by Bob|sent back/i,
  },
  answer: { command: { name: 'say', text: 'Euro.' }, task: {}, open: 'question', told: /Bob \(Slack\) answered|that answers/ },
  cancel: { command: { name: 'cancel' }, task: { status: 'executing' }, told: /Cancelled by Bob|^Task .* is cancelled/ },
  retry: { command: { name: 'retry' }, task: { status: 'failed', step: 'execute' }, told: /I am on it|📥 Accepted|goes on from/ },
};

const table = Object.keys(CASES).flatMap((name) =>
  Object.keys(SUBJECTS).flatMap((subject) => Object.keys(SPOTS).map((spot) => [name, subject, spot] as const)),
);

describe('whoever acts is told what became of it where they acted, once', () => {
  test.each(table.filter(([name, , spot]) => spot !== 'the card' || CASES[name]?.command.name === 'approve'))(
    'to %s a task from %s at %s',
    async (name, subjectName, spotName) => {
      const { command, task, open, told } = CASES[name]!;
      const subject: Task['subject'] = Object(SUBJECTS)[subjectName];
      const spot: Spot = Object(SPOTS)[spotName];
      const world = aWorld([aTask({ status: open ? 'planning' : 'submitted', changes: [aChange()], ...task, subject })]);
      world.store.putResult({ taskId: TASK_ID, runId: RUN_ID, step: 'plan-1' }, A_PLAN);
      if (open === 'plan') await openPlan(world, 1);
      if (open === 'question') await openQuestion(world);
      const shown = showing(world);
      await shown.catchUp();
      const before = shown.at(spot).filter((text) => told.test(text)).length;
      const event = { type: 'command.given', command, by: BOB, target: { taskId: TASK_ID } } as const;
      const reply = await applyCommand(event, { channel: 'slack', id: 'delivery' }, world.deps);
      expect(reply.ok).toBe(true);
      await shown.catchUp(reply.taskId);
      const texts = [wordReply(reply, spot) ?? '', ...shown.at(spot)];
      expect(texts.filter((text) => told.test(text))).toHaveLength(before + 1);
    },
  );
});

describe('who asked is told all they have to know, where they asked', () => {
  const wanted = [
    ['accepted', /I am on it|📥 Accepted/],
    ['the plan', /Plan 1: Free shipping/],
    ['what is asked of them', /Which currency\?/],
    ['how it failed and what to do', /GitHub said no[\s\S]*retry/],
  ] as const;

  test.each([
    ['a ticket', 'the ticket', SUBJECTS['a ticket']],
    ['an issue', 'the issue', SUBJECTS['an issue']],
    ['a pull request', 'its pull request', SUBJECTS['a ticket']],
  ] as const)('at %s', async (_name, spotName, subject) => {
    const world = aWorld([aTask({ changes: [aChange()], subject })]);
    const shown = showing(world);
    const seen: string[] = [];
    const look = async (): Promise<void> => {
      await shown.catchUp();
      seen.push(shown.at(SPOTS[spotName]).join('\n'));
    };
    await world.store.appendEvents(TASK_ID, [{ type: 'task.submitted', by: ANN, subject: '', title: '' }]);
    await look();
    await world.store.transition({ taskId: TASK_ID, on: 'planning.started', facts: [] });
    await openQuestion(world);
    await look();
    await world.store.answerQuestion(TASK_ID, 1, { text: 'Euro', by: BOB, at: world.clock.now().toISOString() });
    world.store.putResult({ taskId: TASK_ID, runId: RUN_ID, step: 'plan-1' }, A_PLAN);
    await world.store.transition({ taskId: TASK_ID, on: 'planning.started', facts: [] });
    await openPlan(world, 1);
    await look();
    const outcome = 'GitHub said no.';
    const fact = { type: 'task.ended', status: 'failed', outcome } as const;
    await world.store.transition({ taskId: TASK_ID, on: 'task.failed', set: { outcome }, facts: [fact] });
    await look();
    expect(wanted.filter(([, pattern]) => !seen.some((text) => pattern.test(text)))).toEqual([]);
  });
});

const A_PLAN: StepResult = {
  type: 'plan',
  plan: aPlan({ title: 'Free shipping' }),
  planUrl: 'https://git.example/plan/1',
  changes: [aChange()],
};

async function openQuestion({ store, clock }: World): Promise<void> {
  const at = clock.now();
  const expiresAt = new Date(at.getTime() + 3_600_000).toISOString();
  const question = { taskId: TASK_ID, runId: RUN_ID, n: 1, text: 'Which currency?', askedAt: at.toISOString(), expiresAt };
  await store.openQuestion(question, 'question-token');
}

/** Tells of everything on record, and shows what then stands where. */
function showing({ store, clock }: World) {
  const jira = new Map<string, string>();
  const github = new Map<string, string>();
  const slack = new Map<string, ChatMessage>();
  const deps: NotifyDeps = {
    store,
    clock,
    log: () => undefined,
    readEvent: toStreamedEvent,
    jira: {
      handle: '@agent',
      statuses: { started: '', review: '', done: '', returned: '' },
      tracker: { moveTo: async () => true, upsertComment: async (key, marker, text) => void jira.set(`${key} ${marker}`, text) },
    },
    github: {
      handle: '@agent',
      repoHost: {
        closeDraft: async () => true,
        upsertComment: async (place, marker, text) => void github.set(`${nameOfPlace(place)} ${marker}`, text),
      },
    },
    slack: {
      channel: 'C1',
      chat: {
        post: async (_channel, message) => {
          const id = `ts-${slack.size}`;
          slack.set(id, message);
          return id;
        },
        update: async (_channel, id, message) => void slack.set(id, message),
        remove: async (_channel, id) => void slack.delete(id),
        findMessage: async () => undefined,
      },
    },
  };
  return {
    catchUp: async (taskId = TASK_ID) => {
      for (const id of new Set([TASK_ID, taskId]))
        await notify(toStream((await store.listEvents(id, { limit: 100 })).items), deps);
    },
    at: (spot: Spot): string[] => {
      if (spot.channel === 'jira') return under(jira, spot.ticketKey);
      if (spot.channel === 'github') return under(github, nameOfPlace(spot.place));
      return [...slack.values()].flatMap(({ text, buttons }) => (buttons ? [text] : []));
    },
  };
}

/** The comments of one ticket, issue or pull request. */
function under(texts: Map<string, string>, name: string): string[] {
  return [...texts].flatMap(([key, text]) => (key.startsWith(`${name} `) ? [text] : []));
}
