import type { AgentName } from '#domain/agent.ts';

/** What the model was sent, reduced to what a script decides on. */
export interface ScriptRequest {
  /** Read from the first line of the system prompt: `You are Stepwright's <agent> agent.` */
  readonly agent: AgentName;
  readonly system: string;
  /** How often the model has answered in this conversation. */
  readonly turn: number;
  readonly messages: readonly ScriptMessage[];
  /** Names of the tools on offer. */
  readonly tools: readonly string[];
}

export interface ScriptMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly toolUses: readonly { readonly name: string; readonly input: unknown }[];
  readonly toolResults: readonly { readonly text: string; readonly isError: boolean }[];
}

/** The scripted model's next answer. */
export interface ScriptReply {
  readonly text?: string;
  readonly toolUses?: readonly { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[];
}

/** One agent's part: a function of the conversation alone, so that it survives restarts and retries. */
export type Script = (request: ScriptRequest) => ScriptReply;

export type Scripts = Readonly<Record<AgentName, Script>>;
