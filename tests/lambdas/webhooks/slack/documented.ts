/** Sample payloads of Slack's documentation (docs.slack.dev), with the parts it leaves out as `…` filled in. */

export const SIGNATURE = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
} as const;

export const SLASH_COMMAND =
  'token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=example&enterprise_id=E0001&enterprise_name=Globular%20Construct%20Inc&channel_id=C2147483705&channel_name=test&user_id=U2147483697&user_name=Steve&command=/weather&text=94070&response_url=https://hooks.slack.com/commands/1234/5678&trigger_id=13345224609.738474920.8088930838d88f008e0&api_app_id=A123456';

const team = { id: 'T9TK3CUKW', domain: 'example' };
const user = { id: 'UA8RXUSPL', username: 'jtorrance', team_id: 'T9TK3CUKW' };
const view = {
  id: 'VNHU13V36',
  type: 'modal',
  title: { type: 'plain_text', text: 'Modal with inputs' },
  private_metadata: 'shhh-its-secret',
  callback_id: 'modal-with-inputs',
  state: { values: { 'multi-line': { 'ml-value': { type: 'plain_text_input', value: 'This is my example inputted value' } } } },
  hash: '156663117.cd33ad1f',
};

/** Interactions, by type. */
export const INTERACTIONS: Readonly<Record<string, object>> = {
  block_actions: {
    type: 'block_actions',
    team,
    user,
    api_app_id: 'AABA1ABCD',
    token: '9s8d9as89d8as9d8as989',
    container: {
      type: 'message_attachment',
      message_ts: '1548261231.000200',
      attachment_id: 1,
      channel_id: 'CBR2V3XEX',
      is_ephemeral: false,
      is_app_unfurl: false,
    },
    trigger_id: '12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3',
    channel: { id: 'CBR2V3XEX', name: 'review-updates' },
    message: {
      bot_id: 'BAH5CA16Z',
      type: 'message',
      text: "This content can't be displayed.",
      user: 'UAJ2RU415',
      ts: '1548261231.000200',
    },
    response_url: 'https://hooks.slack.com/actions/AABA1ABCD/1232321423432/D09sSasdasdAS9091209',
    actions: [
      {
        action_id: 'WaXA',
        block_id: '=qXel',
        text: { type: 'plain_text', text: 'View', emoji: true },
        value: 'click_me_123',
        type: 'button',
        action_ts: '1548426417.840180',
      },
    ],
  },
  view_submission: { type: 'view_submission', team, user, view, response_urls: [] },
  view_closed: {
    type: 'view_closed',
    team: { id: 'TXXXXXX', domain: 'coverbands' },
    user: { id: 'UXXXXXX', name: 'dreamweaver' },
    view,
    api_app_id: 'AXXXXXX',
    is_cleared: false,
  },
  shortcut: {
    type: 'shortcut',
    token: 'XXXXXXXXXXXXX',
    action_ts: '1581106241.371594',
    team: { id: 'TXXXXXXXX', domain: 'shortcuts-test' },
    user: { id: 'UXXXXXXXXX', username: 'aman', team_id: 'TXXXXXXXX' },
    callback_id: 'shortcut_create_task',
    trigger_id: '944799105734.773906753841.38b5894552bdd4a780554ee59d1f3638',
  },
  message_action: {
    token: 'Nj2rfC2hU8mAfgaJLemZgO7H',
    callback_id: 'chirp_message',
    type: 'message_action',
    trigger_id: '13345224609.8534564800.6f8ab1f53e13d0cd15f96106292d5536',
    response_url: 'https://hooks.slack.com/app-actions/T0MJR11A4/21974584944/yk1S9ndf35Q1flupVG5JbpM6',
    team: { id: 'T0MJRM1A7', domain: 'pandamonium' },
    channel: { id: 'D0LFFBKLZ', name: 'cats' },
    user: { id: 'U0D15K92L', name: 'dr_maomao' },
    message: { type: 'message', user: 'U0MJRG1AL', ts: '1516229207.000133', text: "World's smallest big cat!" },
  },
};

const callback = (event: object): object => ({
  token: 'one-long-verification-token',
  team_id: 'T123ABC456',
  api_app_id: 'A123ABC456',
  event,
  type: 'event_callback',
  authorizations: [{ enterprise_id: 'E12345', team_id: 'T123ABC456', user_id: 'U0LAN0Z89', is_bot: true }],
  event_id: 'Ev123ABC456',
  event_time: 1515449522,
});

export const URL_VERIFICATION = {
  token: 'Jhj5dZrVaK7ZwHHjRyZWjbDl',
  challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CYrJmdXgX1xNKDPq',
  type: 'url_verification',
};

export const APP_MENTION = callback({
  type: 'app_mention',
  user: 'U123ABC456',
  text: 'What is the hour of the pearl, <@U0LAN0Z89>?',
  ts: '1515449522.000016',
  channel: 'C123ABC456',
  event_ts: '1515449522000016',
});

export const MESSAGE_IM = callback({
  type: 'message',
  channel: 'D024BE91L',
  user: 'U2147483697',
  text: 'Hello hello can you hear me?',
  ts: '1355517523.000005',
  event_ts: '1355517523.000005',
  channel_type: 'im',
});

/** Events that ask nothing, with a part of the reason why. */
export const UNINTERESTING: readonly (readonly [reason: string, payload: object])[] = [
  [
    'neither mentions us',
    callback({
      type: 'message',
      channel: 'C123ABC456',
      user: 'U123ABC456',
      text: 'Live long and prospect.',
      ts: '1355517523.000005',
      event_ts: '1355517523.000005',
      channel_type: 'channel',
    }),
  ],
  [
    'bots are not answered',
    callback({
      type: 'message',
      subtype: 'bot_message',
      ts: '1358877455.000010',
      text: 'Pushing is the answer',
      bot_id: 'BB12033',
      username: 'github',
      icons: {},
    }),
  ],
  [
    'message_changed is no new message',
    callback({
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      channel: 'C123ABC456',
      ts: '1358878755.000001',
      message: {
        type: 'message',
        user: 'U123ABC456',
        text: 'Hello, world!',
        ts: '1355517523.000005',
        edited: { user: 'U123ABC456', ts: '1358878755.000001' },
      },
    }),
  ],
  [
    'message_deleted is no new message',
    callback({
      type: 'message',
      subtype: 'message_deleted',
      hidden: true,
      channel: 'C123ABC456',
      ts: '1358878755.000001',
      deleted_ts: '1358878749.000002',
    }),
  ],
  [
    'channel_join is no new message',
    callback({
      type: 'message',
      subtype: 'channel_join',
      ts: '1358877458.000011',
      user: 'U123ABC456',
      text: '<@U123ABC456|cal> has joined the channel',
    }),
  ],
  [
    'app_home_opened is of no interest',
    callback({ type: 'app_home_opened', user: 'U123ABC456', channel: 'D123ABC456', event_ts: '1515449522000016', tab: 'home' }),
  ],
  [
    'reaction_added is of no interest',
    callback({
      type: 'reaction_added',
      user: 'U123ABC456',
      reaction: 'thumbsup',
      item_user: 'U222222222',
      item: { type: 'message', channel: 'C123ABC456', ts: '1360782400.498405' },
      event_ts: '1360782804.083113',
    }),
  ],
  [
    'app_rate_limited is of no interest',
    {
      token: 'Jhj5dZrVaK7ZwHHjRyZWjbDl',
      type: 'app_rate_limited',
      team_id: 'T123456',
      minute_rate_limited: 1518467820,
      api_app_id: 'A123456',
    },
  ],
];
