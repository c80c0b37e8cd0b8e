import type { Script, ScriptReply } from '#environments/local/bedrock/script.ts';
import { createRig, REPO, type Rig } from '../../agents/execution/rig.ts';
import { git } from '../../core/adapters/git/server.ts';
import { aPlan, aPlanTask } from '../../fakes/samples.ts';

/** A repository whose tests are shell files and cost a few milliseconds. */
export const FILES = {
  'AGENTS.md': 'Keep it short.\n',
  Makefile: 'test:\n\t@sh run-tests.sh\n',
  'run-tests.sh': `n=0; bad=0
for t in tests/*.t; do
  n=$((n+1))
  if sh $t > /dev/null 2>&1; then echo "ok $n - $t"; else echo "not ok $n - $t"; bad=$((bad+1)); fi
done
echo "1..$n"; echo "# pass $((n-bad))"; echo "# fail $bad"; test $bad = 0
`,
  'tests/old.t': 'test -f Makefile\n',
};

export const PLAN = aPlan({
  tasks: [
    aPlanTask({ repo: REPO, files: ['tests/new.t'] }),
    aPlanTask({ id: 'T2', repo: REPO, kind: 'code', title: 'Make it', files: ['new.txt'], dependsOn: ['T1'] }),
  ],
});

export const say = (name: string, input: Readonly<Record<string, unknown>>): ScriptReply => ({ toolUses: [{ name, input }] });
export const write = (path: string, content: string): ScriptReply => say('write_file', { path, content });
export const done = (decisions: string[] = []): ScriptReply => say('done', { summary: 'Done.', decisions });

/** Answers by plan task and turn; past the list the model is done. */
export function scriptOf(replies: Readonly<Record<string, readonly ScriptReply[]>>): Script {
  return ({ messages, turn }) => {
    const [, id = 'fix'] = /^Task (\S+) of the plan/.exec(messages[0]?.text ?? '') ?? [];
    return replies[id]?.[turn] ?? done();
  };
}

export const TEST_FIRST = [write('tests/new.t', 'test -f new.txt\n')];
export const GOOD = scriptOf({ T1: TEST_FIRST, T2: [write('new.txt', 'new')] });

/** The sample's server with this repository on it, planned and approved. */
export const rigOf = (): Promise<Rig> => createRig({ files: FILES, plan: PLAN });
/** First lines of the branch's commits on the server, oldest first. */
export const subjects = (rig: Rig): string[] =>
  git(rig.url, 'log', '--reverse', '--format=%s', `main..${rig.change.branch}`).split('\n');

/** The same of what was saved and not yet pushed. */
export const savedSubjects = (rig: Rig): string[] =>
  git(rig.url, 'log', '--reverse', '--format=%s', `main..refs/stepwright/${rig.change.branch}`).split('\n');

/** The commits of the whole plan. */
export const WORK = ['test: test the threshold', 'feat: make it', 'chore: move the plan to the pull request'];
