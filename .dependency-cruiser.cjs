// Which folder may import which. Paths are relative to the folder that is cruised, so the same rules judge the planted
// violations of test/structure/planted, one tree each; test/structure/import-rules.test.ts runs both.

const ours = { dependencyTypes: ['local'] };

/** What is not part of lib/: entrances, the operator's tools, tests. */
const outside = '^(functions|access|cli|console|local|bench|deploy|docs|test)/';

/** A folder that imports nothing of ours but `allowed`; what every folder of lib/ must not import has a rule of its own. */
const imports = (folder, allowed, comment) => ({
  comment,
  from: { path: `^lib/${folder}/` },
  to: { ...ours, pathNot: [`^lib/${folder}/`, ...allowed.map((other) => `^lib/${other}/`), outside] },
});

const rules = {
  'contracts-import-nothing-of-ours': imports('contracts', [], 'The ground: errors, payloads, keys.'),
  'label-imports-contracts-only': imports('label', ['contracts'], 'What everything else is made of.'),
  'store-imports-contracts-only': imports('store', ['contracts'], 'S3 knows no label, no platform and no step.'),
  'queue-imports-contracts-only': imports('queue', ['contracts'], 'SQS knows no label, no platform and no step.'),
  'media-imports-labels-only': imports(
    'media',
    ['contracts', 'label'],
    'What files say of a unit: how their bytes are had is told to it.',
  ),
  'configuration-imports-plug-ins': imports(
    'configuration',
    ['contracts', 'label', 'platforms', 'formats'],
    'It says which platforms and formats are used, and does nothing with them.',
  ),
  'steps-import-no-runtime': imports(
    'steps',
    ['contracts', 'label', 'media', 'platforms', 'formats', 'store', 'queue', 'configuration'],
    'A rule is pure; its wiring is in runtime/ and functions/.',
  ),
  'release-imports-no-runtime': imports(
    'release',
    ['contracts', 'label', 'formats', 'store', 'configuration', 'steps', 'preview'],
    'The rules of a release know no platform and no queue; their wiring is in runtime/ and functions/.',
  ),
  'preview-imports-labels-and-formats': imports(
    'preview',
    ['contracts', 'label', 'formats'],
    'It draws what it is given: no S3, no platform, no configuration.',
  ),
  'platform-imports-only-its-seam': {
    comment: 'A platform is one folder: the seam, the kit, the label and the contracts are all it needs.',
    from: { path: '^lib/platforms/([^/]+)/', pathNot: '^lib/platforms/kit/' },
    to: {
      ...ours,
      pathNot: [
        '^lib/platforms/[^/]+/', // another platform: no-platform-imports-another; kit/
        '^lib/platforms/(access|platform|testing)\\.ts$',
        '^lib/(label|contracts)/',
        '^lib/formats/', // no-platform-knows-a-format
        outside, // lib-imports-no-entrance, only-tests-import-tests
      ],
    },
  },
  'no-platform-imports-another': {
    comment: 'A platform can be removed by removing its folder, its test folder and its line.',
    from: { path: '^lib/platforms/([^/]+)/' },
    to: { path: '^lib/platforms/[^/]+/', pathNot: ['^lib/platforms/$1/', '^lib/platforms/kit/'] },
  },
  'inside-of-a-platform-is-its-own': {
    comment: 'The same: what is in its folder is imported there, by its line in registry.ts, and by its own tests.',
    from: { pathNot: '^(lib/platforms/(registry\\.ts$|[^/]+/)|test/(unit/platforms|conformance)/)' },
    to: { path: '^lib/platforms/[^/]+/', pathNot: ['^lib/platforms/kit/'] },
  },
  'kit-knows-no-platform': {
    comment: 'What all platforms share knows none of them.',
    from: { path: '^lib/platforms/kit/' },
    to: {
      ...ours,
      pathNot: ['^lib/platforms/(kit/|platform\\.ts$)', '^lib/(label|contracts)/', '^lib/formats/', outside],
    },
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
        '^lib/formats/(asked-questions|chosen-frames|crowd|data-set-files|drawn-bounds|drawn-segmentation|drawn-skeletons|flat-attributes|format|indexed-picture|item-lines|json-line|object-flags|oriented-box|outline-ring|painted|png|read-lines|reporter|row-files|tagged-sentences|text-spans|tree-word|unit-path|upright-box|video-frames|video-objects|visible-parts|volume-slices|written-boxes|xml)\\.ts$',
        '^lib/(label|contracts)/',
        outside, // lib-imports-no-entrance, only-tests-import-tests
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
    from: { pathNot: '^(lib/(runtime|store|queue)|access|local|cli|test|bench)/' },
    to: { path: '(^|/)@(aws-sdk|smithy)/' },
  },
  'lib-imports-no-entrance': {
    comment: 'Entrances know lib/; lib/ knows none of them.',
    from: { path: '^lib/' },
    to: {
      path: '^((functions|access|cli|local|bench|deploy|docs)/|(build|labelwire\\.config)\\.ts$)',
      pathNot: '^lib/',
    },
  },
  'functions-load-no-tools': {
    comment: 'What exports labels never loads what a person works with.',
    from: { path: '^functions/' },
    to: { path: '^(access|cli|releases|local|bench|deploy|docs)/' },
  },
  'the-page-is-built-not-imported': {
    comment:
      'The page runs in a browser: the server has the built files of it, and the page the answers of the server.',
    from: { pathNot: '^(console|packaging|bench|docs|test)/' },
    to: { path: '^console/' },
  },
  'access-knows-platforms-by-their-seam': {
    comment: 'Delegated access is a house of its own: it is told what a platform needs by the seam.',
    from: { path: '^access/' },
    to: { ...ours, pathNot: ['^access/', '^lib/(contracts|label|platforms)/', '^test/'] },
  },
  'only-the-user-owns-the-configuration': {
    comment:
      'labelwire.config.ts belongs to the user: everything imports #configuration, which tests and samples replace.',
    from: { pathNot: '^labelwire\\.config\\.ts$' },
    to: { path: '^labelwire\\.config\\.ts$', dependencyTypesNot: ['aliased-subpath-import'] },
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

/** Folders that must not import each other in a circle, whichever files they do it by. */
const folders = {
  name: 'no-cycles-between-folders',
  comment: 'Two folders that import each other are one folder with two names.',
  severity: 'error',
  scope: 'folder',
  from: {},
  to: { circular: true },
};

module.exports = {
  forbidden: [...Object.entries(rules).map(([name, rule]) => ({ name, severity: 'error', ...rule })), folders],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/structure/planted/' },
    tsPreCompilationDeps: true, // `import type` counts too
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
