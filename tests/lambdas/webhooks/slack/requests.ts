import type { APIGatewayProxyResult } from 'aws-lambda';
import { slackDelivery } from '../signed.ts';
import type { World } from '../world.ts';

export const RESPONSE_URL = 'https://hooks.slack.com/actions/T0001/1/abc';

/** The fields of a slash command. */
export function slash(text: string, fields: Record<string, string> = {}): Record<string, string> {
  return {
    command: '/agent',
    text,
    user_id: 'U0OMAR',
    user_name: 'omar',
    channel_id: 'C0AGENTS',
    team_domain: 'example',
    trigger_id: '1.2.a',
    response_url: RESPONSE_URL,
    ...fields,
  };
}

/** A click on a card's button. */
export function button(action: string, value: string, fields: object = {}): Record<string, string> {
  const actions = [{ action_id: action, type: 'button', value }];
  const user = { id: 'U0OMAR', username: 'omar', team_id: 'T0001' };
  const place = { team: { id: 'T0001' }, channel: { id: 'C0AGENTS' }, response_url: RESPONSE_URL };
  return { payload: JSON.stringify({ type: 'block_actions', user, trigger_id: '1.2.b', ...place, actions, ...fields }) };
}

/** A form as it is handed in. */
export function form(id: string, text: string | null, metadata: object): Record<string, string> {
  const view = {
    id: 'V1',
    callback_id: id,
    private_metadata: JSON.stringify(metadata),
    state: { values: { text: { text: { type: 'plain_text_input', value: text } } } },
  };
  return {
    payload: JSON.stringify({ type: 'view_submission', user: { id: 'U0OMAR', name: 'omar' }, trigger_id: '1.2.c', view }),
  };
}

export function send(world: World, fields: Record<string, string>): Promise<APIGatewayProxyResult> {
  return world.slack(slackDelivery(fields, world.clock.now()));
}
