import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';
import type { AgentContext } from '#agents/harness/agent.ts';
import { type Attachment, decideAttachments, PROGRAM_LIMITS } from '#domain/decide-attachments.ts';
import type { Interpreter, InterpreterFile, InterpreterSession } from '#ports/interpreter.ts';
import type { Tracker } from '#ports/tracker.ts';

export interface Programs {
  /** `run_python`, or nothing where there is nothing to look at with it. */
  readonly tools: readonly StructuredToolInterface[];
  /** Ends what was opened for them. */
  close(): Promise<void>;
}

export interface ProgramDeps {
  readonly tracker: Pick<Tracker, 'readAttachment'>;
  readonly interpreter: Interpreter | undefined;
}

/** A file at the ticket with what of it the model is shown anyway. */
export type Attached = Attachment & { readonly text?: string | undefined };

/**
 * Lets the model look into the files of a ticket that are too long to be shown: it writes small programs that run over the whole
 * of them, in a machine of their own. That is opened with the first program.
 */
export function openPrograms(deps: ProgramDeps, attachments: readonly Attached[], context: AgentContext): Programs {
  const { interpreter, tracker } = deps;
  const files = decideAttachments(attachments, PROGRAM_LIMITS).flatMap(({ id, bytes }, at) => {
    const found = attachments.find((one) => one.id === id);
    return found ? [{ ...found, most: bytes, as: toFileName(found.name, at) }] : [];
  });
  if (!interpreter || !files.some(isCut)) return { tools: [], close: async () => undefined };
  let opening: Promise<InterpreterSession> | undefined;
  const open = async (): Promise<InterpreterSession> => {
    const texts = await Promise.all(
      files.map(async ({ id, most, as }): Promise<InterpreterFile[]> => {
        const text = await tracker.readAttachment(id, most);
        return text === undefined ? [] : [{ name: as, text }];
      }),
    );
    return interpreter.openSession(texts.flat(), context.signal);
  };
  const session = (): Promise<InterpreterSession> => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const names = files.map(({ as, bytes, most }) => `${as}${most < bytes ? ` (its first ${most} bytes)` : ''}`);
  const run = tool(async ({ code }) => tell(await (await session()).run(code, context.signal)), {
    name: 'run_python',
    description:
      `Runs a Python program over the ticket's files, which are longer than what you were shown: ${names.join(', ')}, in its ` +
      'working directory. Print what you want to know, and little of it. It has no network and cannot see any repository; ' +
      'only files last from one program to the next.',
    schema: z.object({ code: z.string().min(1) }),
  });
  return {
    tools: [run],
    close: async () => {
      const opened = await opening?.catch(() => undefined);
      // It ends by itself within minutes; a plan is not lost for that.
      await opened?.close().catch(() => undefined);
    },
  };
}

function isCut({ text, bytes }: Attached): boolean {
  return Buffer.byteLength(text ?? '') < bytes;
}

/** A plain name of its own for each, with the number of those that share one. */
function toFileName(name: string, at: number): string {
  return `${at + 1}-${name.replaceAll(/[^\w.-]+/g, '_').slice(-80)}`;
}

function tell({ output, failed }: { readonly output: string; readonly failed: boolean }): string {
  const printed = output.trim() === '' ? '(It printed nothing.)' : output;
  return failed ? `The program failed:\n${printed}` : printed;
}
