import { fakeModel } from '@langchain/core/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { openPrograms } from '#agents/planning/tools/run-python.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { Interpreter, InterpreterFile } from '#ports/interpreter.ts';
import { stepContext } from '#tests/agents/harness/step-context.ts';
import { aTask } from '#tests/fakes/samples.ts';
import { planningStore } from './planning-rig.ts';

const LONG = { id: '1', name: 'orders of May.csv', type: 'text/csv', bytes: 40_000, text: 'zone,rate\n' };
const SHORT = { id: '2', name: 'note.txt', type: 'text/plain', bytes: 4, text: 'note' };
const HUGE = { id: '3', name: '../app.log', type: 'text/plain', bytes: 50_000_000, text: 'begin' };
const PICTURE = { id: '4', name: 'screen.png', type: 'image/png', bytes: 90_000 };

let opened: (readonly InterpreterFile[])[];
let ran: string[];
let closed: number;
let down: boolean;

const interpreter: Interpreter = {
  openSession: async (files) => {
    if (down) throw new UpstreamError('away', { code: 'INTERPRETER_UNAVAILABLE' });
    opened.push(files);
    return {
      run: async (code) => {
        ran.push(code);
        return code === 'quiet' ? { output: '', failed: false } : { output: `did ${code}`, failed: code === 'bad' };
      },
      close: async () => {
        closed += 1;
        throw new UpstreamError('away', { code: 'INTERPRETER_UNAVAILABLE' });
      },
    };
  },
};
const tracker = {
  readAttachment: async (id: string, maxBytes: number) => (id === '2' ? undefined : `${id} up to ${maxBytes}`),
};
const { context } = stepContext({ model: fakeModel(), store: planningStore(), task: aTask(), agent: 'planning' });
const programs = (...files: Parameters<typeof openPrograms>[1]) => openPrograms({ tracker, interpreter }, files, context);

beforeEach(() => {
  [opened, ran, closed, down] = [[], [], 0, false];
});

describe('programs over the files of a ticket', () => {
  test('are offered only for a file that is not shown whole, and only with an interpreter', () => {
    expect(programs(LONG).tools.map(({ name }) => name)).toEqual(['run_python']);
    expect(programs(SHORT, PICTURE).tools).toEqual([]);
    expect(openPrograms({ tracker, interpreter: undefined }, [LONG], context).tools).toEqual([]);
  });

  test('see all readable files under plain names, in one session that the first program opens', async () => {
    const opening = programs(PICTURE, LONG, SHORT, HUGE);
    const [run] = opening.tools;
    expect(run?.description).toContain('1-orders_of_May.csv, 2-note.txt, 3-.._app.log (its first 5242880 bytes)');
    expect(opened).toEqual([]);
    expect(await run?.invoke({ code: 'one' })).toBe('did one');
    expect(await run?.invoke({ code: 'two' })).toBe('did two');
    expect(opened).toEqual([
      [
        { name: '1-orders_of_May.csv', text: '1 up to 40000' },
        { name: '3-.._app.log', text: '3 up to 5242880' },
      ],
    ]);
    await opening.close();
    expect([ran, closed]).toEqual([['one', 'two'], 1]);
  });

  test('that fail or print nothing say so', async () => {
    const [run] = programs(LONG).tools;
    expect(await run?.invoke({ code: 'bad' })).toBe('The program failed:\ndid bad');
    expect(await run?.invoke({ code: 'quiet' })).toBe('(It printed nothing.)');
  });

  test('find an interpreter that was away before; one that was never opened is not closed', async () => {
    const opening = programs(LONG);
    const [run] = opening.tools;
    down = true;
    await expect(run?.invoke({ code: 'one' })).rejects.toMatchObject({ code: 'INTERPRETER_UNAVAILABLE' });
    await opening.close();
    expect(closed).toBe(0);
    down = false;
    expect(await run?.invoke({ code: 'one' })).toBe('did one');
  });
});
