import type { AgentContext } from '#agents/harness/agent.ts';
import type { Catalogue } from '#agents/harness/catalogue.ts';
import { readRules } from '#agents/harness/read-rules.ts';
import type { Question } from '#domain/approval.ts';
import { decideAttachments } from '#domain/decide-attachments.ts';
import { InputError } from '#domain/errors.ts';
import type { TicketDetail, Tracker } from '#ports/tracker.ts';
import { readCode } from '../read-code.ts';
import { readCommands } from '../read-commands.ts';
import type { Material, Update } from '../state.ts';

type PlanningTracker = Pick<Tracker, 'readTicket' | 'readAttachment'>;

/** Rules are read of this many repositories, the most relevant first. */
const MAX_RULED = 3;

/** Reads everything the plan is made from: ticket, discovery, earlier feedback and answers, rules and code. */
export function readNode(tracker: PlanningTracker, catalogue: Catalogue, context: AgentContext): () => Promise<Update> {
  return async () => {
    const { task, store } = context;
    await context.progress(`reading ${task.ticket.key} and the code it concerns`);
    const found = await store.readLatestResult(task.id, 'discovery');
    if (!found) {
      throw new InputError(`${task.id} has no discovery to plan from.`, {
        code: 'DISCOVERY_MISSING',
        remedy: 'Start the task anew: label the ticket again.',
      });
    }
    const { discovery } = found;
    const ruled = discovery.repositories.slice(0, MAX_RULED);
    const [ticket, rules, commands, code, history] = await Promise.all([
      readTicket(tracker, context),
      Promise.all(ruled.map(({ name }) => readRulesOf(catalogue, name))),
      Promise.all(ruled.map(({ name }) => readCommands(catalogue, name))),
      readCode(catalogue, discovery),
      readHistory(context),
    ]);
    const material: Material = { ticket, discovery, rules: rules.flat(), commands: commands.flat(), code, ...history };
    return { material };
  };
}

async function readRulesOf(catalogue: Catalogue, repo: string): Promise<Material['rules']> {
  const rules = await readRules({ files: () => catalogue.files(repo), read: (path) => catalogue.read(repo, path) });
  return rules.map((rule) => ({ repo, ...rule }));
}

/** As the tracker has it now; a ticket that is gone since, or was never there, is planned as the delivery told it. */
async function readTicket(tracker: PlanningTracker, { task, progress }: AgentContext): Promise<Material['ticket']> {
  const { ticket, subject } = task;
  const asDelivered = { ...ticket, status: '', comments: [], linked: [], attachments: [] };
  if (subject.channel !== 'jira') return asDelivered;
  try {
    const detail = await tracker.readTicket(ticket.key);
    const attachments = await readAttachments(tracker, detail);
    return { ...detail, comments: [...detail.comments], linked: [...detail.linked], attachments };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    await progress(`${ticket.key} cannot be read; planning from what its webhook told`);
    return asDelivered;
  }
}

/** All are named, and small texts read. */
async function readAttachments(
  tracker: PlanningTracker,
  { attachments }: TicketDetail,
): Promise<Material['ticket']['attachments']> {
  const wanted = decideAttachments(attachments);
  return Promise.all(
    attachments.map(async ({ id, name, type, bytes }) => {
      const { bytes: most } = wanted.find((one) => one.id === id) ?? {};
      const text = most === undefined ? undefined : await tracker.readAttachment(id, most);
      return { id, name, type, bytes, ...(text === undefined ? {} : { text }) };
    }),
  );
}

/** What people said to the former plan and to our question. */
async function readHistory(context: AgentContext): Promise<Pick<Material, 'feedback' | 'former' | 'answered' | 'mayAsk'>> {
  const { task, store } = context;
  const feedback = await readFeedback(context);
  const former = await store.readLatestResult(task.id, 'plan');
  const asked = (await store.readQuestion(task.id)) ?? (await readAnswered(context));
  return {
    mayAsk: asked === undefined,
    ...(feedback ? { feedback } : {}),
    ...(former ? { former: former.plan } : {}),
    ...(asked?.answer ? { answered: { question: asked.text, answer: asked.answer.text } } : {}),
  };
}

/** What the task that this one retries asked and was told; a question that nobody answered may be asked again. */
async function readAnswered({ task, store }: AgentContext): Promise<Question | undefined> {
  const asked = task.retryOf ? await store.readQuestion(task.retryOf) : undefined;
  return asked?.answer ? asked : undefined;
}

/** A retried task goes on from what was said of the first one's plan. */
async function readFeedback({ task, store }: AgentContext): Promise<string | undefined> {
  const own = await store.readApproval(task.id);
  const approval = own ?? (task.retryOf ? await store.readApproval(task.retryOf) : undefined);
  const { decision } = approval ?? {};
  return decision && decision.verdict !== 'approved' ? decision.reason : undefined;
}
