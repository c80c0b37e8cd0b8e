import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Arguments, parseArguments } from './arguments.ts';
import { parseBlocks } from './blocks.ts';
import { SlackError } from './errors.ts';
import { type ViewRecord, viewSchema } from './model.ts';
import { type Json, toView } from './present.ts';
import { takeTrigger, type Workspace } from './workspace.ts';

const plain = z.looseObject({ type: z.literal('plain_text'), text: z.string().min(1).max(24) });
const modalSchema = z.looseObject({
  type: z.literal('modal'),
  title: plain,
  submit: plain.optional(),
  close: plain.optional(),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3_000).optional(),
  blocks: z.array(z.unknown()).max(100),
});

/** Opens a form over the chat of the person whose trigger it is. */
export function openView(workspace: Workspace, given: Arguments): Json {
  const { trigger_id: trigger, view } = parseArguments(given, z.looseObject({ trigger_id: z.string(), view: z.unknown() }));
  const parsed = parseView(view);
  const userId = takeTrigger(workspace, trigger);
  const record: ViewRecord = {
    id: `V${randomBytes(6).toString('hex').toUpperCase()}`,
    userId,
    hash: newHash(workspace),
    open: true,
    view: parsed,
  };
  workspace.views.put(record.id, record);
  return { view: toView(record) };
}

export function updateView(workspace: Workspace, given: Arguments): Json {
  const {
    view_id: id,
    hash,
    view,
  } = parseArguments(given, z.looseObject({ view_id: z.string(), hash: z.string().optional(), view: z.unknown() }));
  const record = workspace.views.get(id);
  if (!record?.open) throw new SlackError('not_found');
  if (hash !== undefined && hash !== record.hash) throw new SlackError('hash_conflict');
  return { view: toView(replaceView(workspace, record, view)) };
}

export function replaceView(workspace: Workspace, record: ViewRecord, view: unknown): ViewRecord {
  const replaced: ViewRecord = { ...record, hash: newHash(workspace), view: parseView(view) };
  workspace.views.put(record.id, replaced);
  return replaced;
}

function parseView(given: unknown): ViewRecord['view'] {
  const parsed = modalSchema.safeParse(given);
  if (!parsed.success) {
    const messages = parsed.error.issues.map(({ path, message }) => `[ERROR] ${message} [json-pointer:/view/${path.join('/')}]`);
    throw new SlackError('invalid_arguments', messages);
  }
  const blocks = parseBlocks(parsed.data.blocks, 'modal');
  if (blocks.some(({ type }) => type === 'input') && !parsed.data.submit) {
    throw new SlackError('invalid_arguments', ['[ERROR] missing required field: submit [json-pointer:/view]']);
  }
  return viewSchema.shape.view.parse({ ...parsed.data, blocks });
}

const newHash = (workspace: Workspace): string => `${Math.floor(workspace.now() / 1_000)}.${randomBytes(4).toString('hex')}`;
