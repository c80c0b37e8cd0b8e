import { expect, test } from 'vitest';
import { createWriteTools } from '#agents/execution/tools/write-tools.ts';
import type { Workspace } from '#ports/workspace.ts';

function toolsOn(files: Map<string, string>) {
  const workspace: Pick<Workspace, 'readFile' | 'writeFile'> = {
    readFile: async (path) => files.get(path),
    writeFile: async (path, content) => void files.set(path, content),
  };
  const tools = createWriteTools(workspace);
  return (name: string, args: object) => tools.find((tool) => tool.name === name)?.invoke(args);
}

test('a file whose bytes are not all UTF-8 is not edited, which would change the others', async () => {
  const files = new Map([['latin-1.txt', 'caf\ufffd au lait\n']]);
  const edit = toolsOn(files)('edit_file', { path: 'latin-1.txt', find: 'au', replace: 'with' });
  await expect(edit).rejects.toMatchObject({ code: 'EDIT_REFUSED', message: expect.stringContaining('not UTF-8') });
  expect(files.get('latin-1.txt')).toBe('caf\ufffd au lait\n');
});

test('a file that is not there is created by writing it, not by editing it', async () => {
  const files = new Map<string, string>();
  const call = toolsOn(files);
  await expect(call('edit_file', { path: 'new.txt', find: 'a', replace: 'b' })).rejects.toMatchObject({ code: 'EDIT_REFUSED' });
  await call('write_file', { path: 'new.txt', content: 'b' });
  expect(files.get('new.txt')).toBe('b');
});
