import type { ChatAction } from '#domain/chat-session.ts';

/** In a few words, for what follows on it. */
export function nameOfAction(action: ChatAction): string {
  switch (action.type) {
    case 'create-issue':
      return `open the issue "${action.title}" in ${action.repo}`;
    case 'create-pull-request':
      return `open the pull request "${action.title}" in ${action.repo}`;
    case 'review':
      return `review ${action.repo}#${action.number}`;
  }
}

/** Everything that would be done, word for word, as the user is asked about it. Markdown. */
export function describeAction(action: ChatAction): string {
  return `${describe(action)}\n\nShall I? Answer **yes** or **no**; I do nothing before.`;
}

function describe(action: ChatAction): string {
  switch (action.type) {
    case 'create-issue':
      return [`I would open this issue in ${action.repo}, as you:`, quote(action)].join('\n\n');
    case 'create-pull-request':
      return [
        `I would open this pull request in ${action.repo}, as you, from \`${action.head}\` into \`${action.base}\`:`,
        quote(action),
      ].join('\n\n');
    case 'review': {
      const { objective, steps, risks, minutes } = action.plan;
      return [
        `I would review ${action.repo}#${action.number} and post the review as you. My plan:`,
        `**Objective:** ${objective}`,
        ['**Steps:**', ...steps.map((step, index) => `${index + 1}. ${step}`)].join('\n'),
        ['**Risks:**', ...(risks.length > 0 ? risks : ['none that I see']).map((risk) => `- ${risk}`)].join('\n'),
        `**About ${minutes} minute${minutes === 1 ? '' : 's'}.**`,
      ].join('\n\n');
    }
  }
}

function quote({ title, body }: { readonly title: string; readonly body: string }): string {
  return [`**${title}**`, ...(body === '' ? [] : [body])]
    .join('\n\n')
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
