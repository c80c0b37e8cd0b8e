import { benchChannels } from './channels.ts';
import { benchImports } from './imports.ts';
import { benchOrchestration } from './orchestration.ts';
import { benchWebhook } from './webhook.ts';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  webhook: benchWebhook,
  channels: benchChannels,
  imports: benchImports,
  orchestration: () => benchOrchestration([1, 10]),
  // Ten again in the end: in half an hour a machine may have become slower or faster.
  burst: () => benchOrchestration([10, 200, 10]),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(1);
}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (chosen.length === 0 || chosen.includes(name)) await bench();
}
