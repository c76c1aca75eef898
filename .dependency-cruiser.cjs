// Which part may know which. Paths are relative to the folder that is cruised, so the same rules judge the planted
// violations of test/structure/planted, one tree each; test/structure/import-rules.test.ts runs both.

const ours = { dependencyTypes: ['local'] };

const rules = {
  'label-imports-nothing-of-ours': {
    comment: 'The canonical label is what everything else is made of.',
    from: { path: '^lib/label/' },
    to: { ...ours, pathNot: ['^lib/label/', '^test/'] },
  },
  'platform-imports-only-its-seam': {
    comment: 'A platform is one folder: the seam, the label and the errors are all it needs.',
    from: { path: '^lib/platforms/([^/]+)/' },
    to: {
      ...ours,
      pathNot: [
        '^lib/platforms/[^/]+/', // another platform: no-platform-imports-another
        '^lib/platforms/(platform|delivery|clean|instant)\\.ts$',
        '^lib/label/',
        '^lib/workflow/errors\\.ts$',
        '^lib/formats/', // no-platform-knows-a-format
        '^(functions|cli|local|bench|deploy|docs|test)/', // lib-imports-no-entrance, only-tests-import-tests
      ],
    },
  },
  'no-platform-imports-another': {
    comment: 'A platform can be removed by removing its folder and its line.',
    from: { path: '^lib/platforms/([^/]+)/' },
    to: { path: '^lib/platforms/[^/]+/', pathNot: '^lib/platforms/$1/' },
  },
  'no-platform-knows-a-format': {
    comment: 'They meet in the canonical label, and nowhere else.',
    from: { path: '^lib/platforms/' },
    to: { path: '^lib/formats/' },
  },
  'format-imports-only-its-seam': {
    comment: 'A format is one folder: the seam and the label are all it needs.',
    from: { path: '^lib/formats/([^/]+)/' },
    to: {
      ...ours,
      pathNot: [
        '^lib/formats/[^/]+/', // another format: no-format-imports-another
        '^lib/formats/(format|unit-path)\\.ts$',
        '^lib/label/',
        '^(functions|cli|local|bench|deploy|docs|test)/', // lib-imports-no-entrance, only-tests-import-tests
      ],
    },
  },
  'no-format-imports-another': {
    comment: 'A format can be removed by removing its folder and its line.',
    from: { path: '^lib/formats/([^/]+)/' },
    to: { path: '^lib/formats/[^/]+/', pathNot: '^lib/formats/$1/' },
  },
  'only-adapters-use-the-aws-sdk': {
    comment: 'What decides is testable without AWS; functions/ only wire.',
    from: { pathNot: '^(lib/(runtime|store|queue|access)|local|cli|test|bench)/' },
    to: { path: '(^|/)@(aws-sdk|smithy)/' },
  },
  'lib-imports-no-entrance': {
    comment: 'Entrances know lib/; lib/ knows none of them.',
    from: { path: '^lib/' },
    to: { path: '^((functions|cli|local|bench|deploy|docs)/|(build|labelwire\\.config)\\.ts$)', pathNot: '^lib/' },
  },
  'only-tests-import-tests': {
    comment: 'Nothing that is deployed or run by a user depends on test/.',
    from: { pathNot: '^test/' },
    to: { path: '^test/' },
  },
  'no-cycles': {
    comment: 'What imports itself in a circle cannot be read, loaded or tested one by one.',
    from: {},
    to: { circular: true },
  },
};

module.exports = {
  forbidden: Object.entries(rules).map(([name, rule]) => ({ name, severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/structure/planted/' },
    tsPreCompilationDeps: true, // `import type` counts too
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
