import type { RepoCommands, RepoFacts } from './repo-facts.ts';

/** Maven and Gradle fetch what tests need only when they run some: asked for a test that nobody has, they fetch it and run none. */
const NO_TEST = 'none.Such';

/** The commands of a project of Maven's or Gradle's; of their wrapper where the repository brings it. */
export function fromJvm({ files }: RepoFacts): RepoCommands {
  if (files.includes('pom.xml')) {
    const maven = files.includes('mvnw') ? './mvnw' : 'mvn';
    const none = `-Dtest=${NO_TEST} -Dsurefire.failIfNoSpecifiedTests=false -DfailIfNoTests=false`;
    return { install: `${maven} -B -q test ${none}`, build: `${maven} -B -q test-compile`, test: `${maven} -B test` };
  }
  if (!files.some((path) => /^(build|settings)\.gradle(\.kts)?$/.test(path))) return {};
  const gradle = `${files.includes('gradlew') ? './gradlew' : 'gradle'} --no-daemon --console=plain`;
  return {
    install: `${gradle} testClasses && ( ${gradle} test --tests ${NO_TEST} || true )`,
    build: `${gradle} testClasses`,
    test: `${gradle} test`,
  };
}
