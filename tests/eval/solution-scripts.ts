import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Script, Scripts } from '#environments/local/bedrock/script.ts';
import { firstPrompt, inTurn, use } from '#environments/local/bedrock/scripts/conversation.ts';
import { sampleScripts } from '#environments/local/bedrock/scripts/index.ts';
import type { EvalTask } from './eval-task.ts';

interface SolutionFile {
  readonly path: string;
  readonly content: string;
}

/** A model that plays a developer who knows the solution: it writes the tests, sees them fail, and writes the code. */
export function solutionScripts(task: EvalTask): Scripts {
  const files = readSolution(join(task.directory, 'solution'));
  const isTest = ({ path }: SolutionFile): boolean => task.tests.some((start) => path.startsWith(start));
  const [tests, code] = [files.filter(isTest), files.filter((file) => !isTest(file))];
  const repo = `local/${task.name}`;
  return {
    ...sampleScripts,
    discovery: () => ({ toolUses: [use('submit_discovery', toDiscovery(repo, code))] }),
    planning: () => ({ toolUses: [use('submit_plan', toPlan(repo, tests, code))] }),
    execution: execute(tests, code),
  };
}

function readSolution(folder: string): SolutionFile[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    return { path: file.slice(folder.length + 1), content: readFileSync(file, 'utf8') };
  });
}

function execute(tests: readonly SolutionFile[], code: readonly SolutionFile[]): Script {
  return (request) => {
    const files = firstPrompt(request).startsWith('Task T1 ') ? tests : code;
    return inTurn(request, [
      { text: 'I write it down.', toolUses: files.map(({ path, content }) => use('write_file', { path, content })) },
      { toolUses: [use('done', { summary: 'As the known solution has it.', decisions: [] })] },
    ]);
  };
}

function toDiscovery(name: string, code: readonly SolutionFile[]): Readonly<Record<string, unknown>> {
  const files = code.map(({ path }) => ({ path, type: 'source', relevance: 1 }));
  return {
    repositories: [{ name, relevance: 1, reason: 'The only repository.', files }],
    dependencies: [],
    complexity: 'Low',
    approach: 'As the known solution has it.',
  };
}

function toPlan(repo: string, tests: readonly SolutionFile[], code: readonly SolutionFile[]): Readonly<Record<string, unknown>> {
  const common = { repo, detail: 'As the known solution has it.', estimateHours: 0.5 };
  const paths = (files: readonly SolutionFile[]): string[] => files.map(({ path }) => path);
  return {
    title: 'Do what the ticket asks for',
    summary: 'The known solution, replayed by the scripted model.',
    scope: { in: ['What the ticket asks for'], out: [] },
    architecture: {
      components: paths(code).map((path) => ({ path, responsibility: 'Changed' })),
      dataFlow: 'Unchanged',
      errorHandling: 'As the ticket says',
      security: 'Unchanged',
    },
    tests: paths(tests).map((file) => ({ level: 'unit', name: 'the ticket', file, assertions: ['What the ticket asks for'] })),
    tasks: [
      { ...common, id: 'T1', title: 'Write the tests', kind: 'test', files: paths(tests), dependsOn: [] },
      { ...common, id: 'T2', title: 'Write the code', kind: 'code', files: paths(code), dependsOn: ['T1'] },
    ],
    crossRepoSteps: [],
    estimateHours: 1,
    risk: { level: 'low', reason: 'Small and tested.' },
    rollback: 'Revert the pull request.',
    confidence: 1,
  };
}
