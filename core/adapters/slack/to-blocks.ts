import type { ViewsOpenArguments } from '@slack/web-api';
import type { ChatButton, ChatForm, ChatMessage } from '#ports/chat.ts';
import { markdownToMrkdwn } from './markdown-to-mrkdwn.ts';

/** Slack's limits: characters of a section's text, of a button's label, and of a whole message's text. */
const MAX_SECTION = 3_000;
const MAX_LABEL = 75;
const MAX_TEXT = 12_000;
const MAX_SECTIONS = 40;

/** What `chat.postMessage` and `chat.update` take. */
export interface SlackContent {
  readonly text: string;
  readonly blocks: SlackBlock[];
  readonly metadata?: { event_type: string; event_payload: { key: string } };
}

type SlackBlock =
  | { type: 'section'; text: { type: 'mrkdwn'; text: string } }
  | { type: 'actions'; block_id: string; elements: SlackButton[] };

interface SlackButton {
  type: 'button';
  action_id: string;
  text: { type: 'plain_text'; text: string; emoji: true };
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
}

/** The event type under which our messages carry their key. */
export const MESSAGE_EVENT = 'stepwright_message';

/** Sections of text and a row of buttons; text that is too long is cut and says so. */
export function toContent({ text, buttons = [], to = '', key }: ChatMessage): SlackContent {
  const mrkdwn = cut(`${mention(to)}${markdownToMrkdwn(text).trim()}`);
  const sections = split(mrkdwn).map((part): SlackBlock => ({ type: 'section', text: { type: 'mrkdwn', text: part } }));
  const actions: SlackBlock[] =
    buttons.length === 0 ? [] : [{ type: 'actions', block_id: 'actions', elements: buttons.map(toButton) }];
  return {
    text: mrkdwn,
    blocks: [...sections, ...actions],
    ...(key === undefined ? {} : { metadata: { event_type: MESSAGE_EVENT, event_payload: { key } } }),
  };
}

/** Only a person's id becomes one: `!channel` and the like would reach everybody. */
function mention(id: string): string {
  return /^[UW][A-Z0-9]{1,30}$/.test(id) ? `<@${id}> ` : '';
}

const STYLES = { approve: { style: 'primary' }, reject: { style: 'danger' }, request_changes: {} } as const;

function toButton(button: ChatButton): SlackButton {
  const text = { type: 'plain_text', text: button.label.slice(0, MAX_LABEL), emoji: true } as const;
  if (button.action === 'open') return { type: 'button', action_id: 'open', text, url: button.url };
  return { type: 'button', action_id: button.action, text, value: button.value, ...STYLES[button.action] };
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}\n… (cut)` : text;
}

/** At line ends where possible. */
function split(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > MAX_SECTION && parts.length < MAX_SECTIONS) {
    const end = rest.lastIndexOf('\n', MAX_SECTION);
    const at = end > 0 ? end : MAX_SECTION;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at).replace(/^\n/, '');
  }
  return [...parts, rest].filter((part) => part.trim() !== '');
}

const plain = (text: string, max: number) => ({ type: 'plain_text', text: text.slice(0, max) }) as const;

/** A modal with one text field, whose block and action are both named `text`. */
export function toModal(form: ChatForm): ViewsOpenArguments['view'] {
  return {
    type: 'modal',
    callback_id: form.id,
    private_metadata: form.value,
    title: plain(form.title, 24),
    submit: plain(form.submit, 24),
    close: plain('Close', 24),
    blocks: [
      {
        type: 'input',
        block_id: 'text',
        label: plain(form.label, 2_000),
        optional: form.optional ?? false,
        ...(form.hint === undefined ? {} : { hint: plain(form.hint, 2_000) }),
        element: { type: 'plain_text_input', action_id: 'text', multiline: true, max_length: 3_000 },
      },
    ],
  };
}
