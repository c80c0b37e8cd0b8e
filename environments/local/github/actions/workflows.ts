import { parseWorkflow, type Workflow } from '../../ci/workflow.ts';
import { listTree, readFileAt, resolveObject } from '../git/objects.ts';

export interface WorkflowFile {
  readonly path: string;
  readonly workflow: Workflow;
  /** Set when the file itself is wrong: it then runs on every event, and fails. */
  readonly broken: boolean;
}

const FOLDER = '.github/workflows';

/** The workflow files of a commit. */
export async function readWorkflows(dir: string, sha: string): Promise<WorkflowFile[]> {
  const tree = await resolveObject(dir, `${sha}:${FOLDER}`);
  if (tree === undefined) return [];
  const names = (await listTree(dir, tree)).filter(({ type, path }) => type === 'blob' && /\.ya?ml$/.test(path));
  const files = await Promise.all(names.map(({ path }) => readWorkflow(dir, sha, `${FOLDER}/${path}`)));
  return files.filter((file) => file !== undefined);
}

/** One workflow file of a commit; undefined when it is not there. */
export async function readWorkflow(dir: string, sha: string, path: string): Promise<WorkflowFile | undefined> {
  const content = await readFileAt(dir, sha, path);
  if (content === undefined) return undefined;
  const parsed = parseWorkflow(path, content.toString('utf8'));
  if (parsed.type === 'workflow') return { path, workflow: parsed.workflow, broken: false };
  return { path, workflow: toBroken(path, parsed.problem), broken: true };
}

/** GitHub shows a run without jobs; one failed job named after the file says why, where people look. */
function toBroken(path: string, problem: string): Workflow {
  const job = {
    key: 'workflow-file',
    name: path,
    needs: [],
    condition: undefined,
    env: {},
    directory: '.',
    shell: undefined,
    timeoutMinutes: 1,
    steps: [],
    problems: [`Invalid workflow file: ${problem}`],
  };
  return { name: path, on: {}, jobs: [job] };
}
