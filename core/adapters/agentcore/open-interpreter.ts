import {
  type BedrockAgentCoreClient,
  type CodeInterpreterResult,
  InvokeCodeInterpreterCommand,
  type InvokeCodeInterpreterRequest,
  StartCodeInterpreterSessionCommand,
  StopCodeInterpreterSessionCommand,
} from '@aws-sdk/client-bedrock-agentcore';
import { UpstreamError } from '#domain/errors.ts';
import type { Interpreter, InterpreterResult } from '#ports/interpreter.ts';
import { toInterpreterError } from './interpreter-error.ts';

export interface InterpreterInput {
  readonly client: BedrockAgentCoreClient;
  /** Of an interpreter without network: `NAME-ID`, or AWS's own `aws.codeinterpreter.v1`. */
  readonly interpreterId: string;
}

/** As long as the longest step of an agent that has one; a session that nobody closes, because its agent was killed, ends then. */
const SESSION_SECONDS = 3_600;

/** Bedrock AgentCore's Code Interpreter. */
export function openInterpreter({ client, interpreterId: codeInterpreterIdentifier }: InterpreterInput): Interpreter {
  return {
    openSession: async (files, signal) => {
      const started = await told('Opening a session', () =>
        client.send(
          new StartCodeInterpreterSessionCommand({ codeInterpreterIdentifier, sessionTimeoutSeconds: SESSION_SECONDS }),
          toOptions(signal),
        ),
      );
      const { sessionId } = started;
      const invoke = (call: Call, aborted?: AbortSignal): Promise<InterpreterResult> =>
        told(`Calling ${call.name}`, async () => {
          const request = { codeInterpreterIdentifier, sessionId, ...call };
          const { stream } = await client.send(new InvokeCodeInterpreterCommand(request), toOptions(aborted));
          const results: CodeInterpreterResult[] = [];
          // What the service could not do is thrown by the stream.
          for await (const { result } of stream ?? []) if (result) results.push(result);
          return toResult(results);
        });
      const close = async (): Promise<void> => {
        const command = new StopCodeInterpreterSessionCommand({ codeInterpreterIdentifier, sessionId });
        await client.send(command).catch((error: unknown) => {
          if (error instanceof Error && error.name === 'ResourceNotFoundException') return;
          throw toInterpreterError(error, 'Closing a session');
        });
      };
      try {
        await writeFiles(files, (call) => invoke(call, signal));
      } catch (error) {
        await close().catch(() => undefined);
        throw error;
      }
      return {
        // A context that is kept would make what a program does depend on those that failed before it.
        run: (code, aborted) =>
          invoke({ name: 'executeCode', arguments: { language: 'python', code, clearContext: true } }, aborted),
        close,
      };
    },
  };
}

type Call = Pick<InvokeCodeInterpreterRequest, 'name' | 'arguments'>;

async function writeFiles(
  files: Parameters<Interpreter['openSession']>[0],
  invoke: (call: Call) => Promise<InterpreterResult>,
): Promise<void> {
  if (files.length === 0) return;
  const content = files.map(({ name, text }) => ({ path: name, text }));
  const { failed, output } = await invoke({ name: 'writeFiles', arguments: { content } });
  if (failed) throw new UpstreamError(`The interpreter took no files: ${output}`, { code: 'INTERPRETER_FAILED' });
}

/** Output is told twice, as content and structured; the structured one also has what went to standard error. */
function toResult(results: readonly CodeInterpreterResult[]): InterpreterResult {
  const output = results.map(({ content = [], structuredContent }) => {
    const { stdout, stderr } = structuredContent ?? {};
    if (stdout !== undefined || stderr !== undefined) return [stdout, stderr].filter(Boolean).join('\n');
    return content.flatMap(({ text }) => text ?? []).join('\n');
  });
  const failed = results.some(({ isError, structuredContent }) => isError === true || (structuredContent?.exitCode ?? 0) !== 0);
  return { output: output.join('\n'), failed };
}

async function told<T>(doing: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw toInterpreterError(error, doing);
  }
}

function toOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}
