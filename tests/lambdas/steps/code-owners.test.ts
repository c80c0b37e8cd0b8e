import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownersOf } from '#lambdas/steps/request-approval/code-owners.ts';

/** After GitHub's own example, "About code owners". */
const EXAMPLE = `
# A comment
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
with\\ space.md @spacer
!negated @nobody
[a-z].md @nobody
bad.md not-an-owner
`;

describe('code owners', () => {
  test.each([
    ['README.md', ['@global-owner1', '@global-owner2']],
    ['src/index.js', ['@js-owner']],
    ['deep/er/main.go', ['docs@example.com']],
    ['notes.txt', ['@octo-org/octocats']],
    ['build/logs/today/a.out', ['@octocat']],
    ['scripts/run.sh', ['@doctocat', '@octocat']],
    ['docs/getting-started.md', ['@doctocat']],
    ['other/docs/deep/a.md', ['@global-owner1', '@global-owner2']],
    ['apps/web/index.html', ['@octocat']],
    ['apps/github', []],
    ['apps/github/x', []],
    ['./with space.md', ['@spacer']],
    ['bad.md', ['@global-owner1', '@global-owner2']],
    ['a.md', ['@global-owner1', '@global-owner2']],
  ])('of %s are %j', (path, owners) => {
    expect(ownersOf(EXAMPLE, [path])).toEqual(owners);
  });

  test('a star after a folder does not reach into the folders within', () => {
    expect(ownersOf('docs/* @near', ['docs/a.md', 'docs/deep/b.md'])).toEqual(['@near']);
    expect(ownersOf('docs/* @near', ['docs/deep/b.md'])).toEqual([]);
  });

  test('of several files are those of each, once', () => {
    expect(ownersOf(EXAMPLE, ['a.js', 'b.js', 'c.go'])).toEqual(['@js-owner', 'docs@example.com']);
  });

  test('whatever the file and the paths are, somebody or nobody owns them and nothing throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, paths) => {
        expect(ownersOf(text, paths).every((owner) => text.includes(owner))).toBe(true);
      }),
    );
  });
});
