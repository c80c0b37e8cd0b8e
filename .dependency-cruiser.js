/**
 * Who may import whom (docs/explanation/architecture.md). Each rule names what is forbidden; the planted violations in
 * tests/fixtures/boundaries prove that each one bites.
 */
const npm = 'node_modules';
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('domain-is-pure', '^core/domain/', ['^core/domain/', `${npm}/zod/`]),
    only('ports-know-the-domain', '^core/ports/', ['^core/(domain|ports)/']),
    only('markdown-knows-its-parser', '^core/markdown/', ['^core/markdown/', `${npm}/markdown-it/`]),
    only('localise-knows-the-domain', '^core/localise/', ['^core/(localise|domain)/', `${npm}/zod/`, '^(node:)?[a-z0-9_/]+$']),
    {
      name: 'an-adapter-never-imports-another',
      severity: 'error',
      from: { path: '^core/adapters/([^/]+)/' },
      to: { path: '^(core/adapters|lambdas|agents|workflows|stacks|environments|cli)/', pathNot: '^core/adapters/$1/' },
    },
    only('workflows-know-the-domain', '^workflows/', ['^workflows/', '^core/domain/', npm, '^(node:)?[a-z_/]+$']),
    {
      name: 'adapters-are-wired-in-handlers-only',
      severity: 'error',
      from: { path: '^(lambdas|agents)/', pathNot: '/(handler|server)\\.ts$' },
      to: { path: '^core/adapters/' },
    },
    {
      name: 'lambdas-know-the-core',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^(agents|workflows|stacks|environments|cli|panel|tests)/' },
    },
    {
      // The handlers of one lambda never reach into another; `intake` is the room they share (step 2 of the way).
      name: 'a-lambda-never-imports-another',
      severity: 'error',
      from: { path: '^lambdas/((?:webhooks|steps|sweeps)/[^/]+|notify|inbox|api)/' },
      to: { path: '^lambdas/', pathNot: ['^lambdas/$1/', '^lambdas/intake/', '^lambdas/http/'] },
    },
    {
      name: 'an-agent-never-imports-another',
      severity: 'error',
      from: { path: '^agents/([^/]+)/' },
      to: {
        path: '^(agents/|lambdas|workflows|stacks|environments|cli|panel|tests)',
        pathNot: ['^agents/$1/', '^agents/harness/'],
      },
    },
    {
      name: 'stacks-read-data-only',
      severity: 'error',
      from: { path: '^stacks/' },
      to: { path: '^(core|lambdas|agents|cli|panel|tests|environments/local)/' },
    },
    {
      name: 'cli-speaks-http',
      severity: 'error',
      from: { path: '^(cli|panel)/' },
      to: { path: '^(core/(ports|adapters)|lambdas|agents|workflows|stacks|environments|tests)/' },
    },
  ],
  options: {
    doNotFollow: { path: npm },
    exclude: { path: '^environments/local/sample/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
