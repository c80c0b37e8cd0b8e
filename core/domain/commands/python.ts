import { defined, type RepoCommands, type RepoFacts } from './repo-facts.ts';

const TESTS = /(^|\/)(conftest|test_[^/]+|[^/]+_test|tests)\.py$/;
const REQUIREMENTS = /^requirements([-_.](dev|test|tests))?\.txt$/;

/** The commands of a Python project. */
export function fromPython({ files, texts }: RepoFacts): RepoCommands {
  const project = texts['pyproject.toml'] ?? '';
  const ruff = /\[tool\.ruff/.test(project) || files.some((path) => /^\.?ruff\.toml$/.test(path));
  const { install, python } = pythonOf(files, project);
  const isTested = /\[tool\.pytest/.test(project) || files.some((path) => TESTS.test(path) || path === 'pytest.ini');
  return defined({
    install,
    test: isTested ? testOf(python, { files, texts }) : undefined,
    lint: ruff ? (install === undefined ? 'ruff check .' : `${python} -m ruff check .`) : undefined,
  });
}

/** Where nothing says pytest, the tests may be for what comes with Python; pytest, where it is there, runs both kinds. */
function testOf(python: string, { files, texts }: RepoFacts): string {
  const told = ['pyproject.toml', 'setup.cfg', 'tox.ini', 'requirements.txt', 'requirements-dev.txt'].map(
    (path) => texts[path] ?? '',
  );
  const saysPytest = /pytest/.test(told.join('\n')) || files.some((path) => /(^|\/)conftest\.py$|^pytest\.ini$/.test(path));
  if (saysPytest) return `${python} -m pytest -q`;
  return `if ${python} -c 'import pytest' 2>/dev/null; then ${python} -m pytest -q; else ${python} -m unittest; fi`;
}

/** How a Python project brings its dependencies, and the interpreter that then has them. */
function pythonOf(files: readonly string[], project: string): { install?: string; python: string } {
  if (files.includes('uv.lock')) return { install: 'uv sync --frozen --all-extras', python: 'uv run --offline python' };
  if (files.includes('poetry.lock')) return { install: 'poetry install --no-interaction', python: 'poetry run python' };
  if (files.includes('pdm.lock')) return { install: 'pdm sync --dev', python: 'pdm run python' };
  if (files.includes('Pipfile.lock')) return { install: 'pipenv sync --dev', python: 'pipenv run python' };
  const requirements = files.filter((path) => REQUIREMENTS.test(path));
  const hasOwn =
    /^dependencies\s*=\s*\[\s*[^\]\s]/m.test(project) ||
    /^\[project\.optional-dependencies\]/m.test(project) ||
    files.includes('setup.py');
  if (requirements.length === 0 && !hasOwn) return { python: 'python3' };
  const what = [...requirements.map((path) => `-r ${path}`), ...(hasOwn ? ['-e .'] : [])].join(' ');
  return {
    install: `python3 -m venv --system-site-packages .venv && .venv/bin/pip install --quiet ${what}`,
    python: '.venv/bin/python',
  };
}
