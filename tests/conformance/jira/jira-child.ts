import { openTestSite } from '#tests/environments/jira/jira-site.ts';

/** A twin in a process of its own, to be killed: prints its address and Dana's token. */
const [, , file = '', webhookUrl = ''] = process.argv;
const site = await openTestSite({ file, webhookUrl: () => webhookUrl });
process.stdout.write(`${JSON.stringify({ url: site.url, ...site.jira.human })}\n`);
