// The house in one table: each folder of src/ and what it may import besides itself. Read it beside
// ARCHITECTURE.md. `lib` knows no product words; protocols and providers are discovered, never imported.
const mayImport = {
  lib: [],
  generation: ['lib'],
  store: ['lib'],
  catalog: ['generation', 'lib'],
  records: ['generation', 'store', 'lib'],
  ledger: ['generation', 'records', 'store', 'lib'],
  admission: ['generation', 'records', 'ledger', 'store', 'lib'],
  references: ['generation', 'lib'],
  channels: ['generation', 'records', 'store', 'lib'],
  routing: ['generation', 'channels', 'lib'],
  archive: ['generation', 'records', 'store', 'lib'],
  uploads: ['generation', 'archive', 'store', 'lib'],
  providers: ['generation', 'lib'],
  protocols: ['generation', 'lib'],
  http: ['generation', 'lib'],
  openapi: ['generation', 'lib'],
  admin: [
    'generation',
    'admission',
    'channels',
    'routing',
    'ledger',
    'records',
    'tasks',
    'verification',
    'http',
    'store',
    'lib',
  ],
  'console-api': ['generation', 'admin', 'admission', 'archive', 'records', 'http', 'store', 'lib'],
  tasks: ['generation', 'records', 'admission', 'store', 'lib'],
  sandbox: ['lib'],
  verification: ['generation', 'records', 'store', 'lib'],
  workers: ['admission', 'sandbox', 'lib'],
  'docs-site': ['generation', 'verification', 'lib'],
};

const folder = (name) => `^src/${name}/`;
/** The walk of one generation, beside the folders. */
const walk =
  'pipeline|produce|produced|attempt-output|resume-output|submission-log|kept-outputs|settlement|drop-images';
const stages = [
  'admission',
  'references',
  'ledger',
  'routing',
  'channels',
  'archive',
  'records',
  'generation',
];

const folderRules = Object.entries(mayImport).map(([name, allowed]) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path: folder(name) },
  to: { path: '^(src|cli|emulator)/', pathNot: [folder(name), ...allowed.map(folder)] },
}));

module.exports = {
  forbidden: [
    ...folderRules,
    {
      name: 'protocols-are-strangers',
      severity: 'error',
      from: { path: '^src/protocols/([^/]+)/' },
      to: { path: '^src/protocols/[^/]+/', pathNot: '^src/protocols/$1/' },
    },
    {
      name: 'providers-are-strangers',
      comment: 'A provider may use providers/shared/, never another provider.',
      severity: 'error',
      from: { path: '^src/providers/[^/]+\\.ts$' },
      to: { path: '^src/providers/[^/]+\\.ts$' },
    },
    {
      name: 'plug-ins-are-discovered',
      severity: 'error',
      from: { path: '^(src|cli)/', pathNot: '^src/(protocols|providers)/' },
      to: { path: '^src/(protocols|providers)/' },
    },
    {
      name: 'pipeline-knows-stages-only',
      severity: 'error',
      from: { path: `^src/(${walk}|stages)\\.ts$` },
      to: {
        path: '^src/',
        pathNot: [`^src/(${walk})\\.ts$`, ...stages.map(folder), folder('lib'), folder('store')],
      },
    },
    {
      name: 'only-app-and-main-wire',
      severity: 'error',
      comment:
        'What the others need of settings and parts is handed to them; folders cannot, by their own rules.',
      from: { path: '^src/', pathNot: ['^src/app/', '^src/(app|main|upkeep|config)\\.ts$'] },
      to: {
        path: '^src/(app/|(app|main|config|environment|stages|upkeep|sweep|replay|task-desk|batch-desk)\\.ts$)',
      },
    },
    {
      name: 'emulator-stands-alone',
      comment: 'Its own program: it must not learn from the gateway what the gateway expects.',
      severity: 'error',
      from: { path: '^emulator/' },
      to: { path: '^(src|cli)/' },
    },
    {
      name: 'console-talks-to-the-gateway',
      comment:
        'In the browser there is nothing else of it; of `client/` it has the types and the reader of events.',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(src|cli|emulator)/' },
    },
    {
      name: 'client-stands-alone',
      comment:
        'It runs in browsers, too: fetch and WebCrypto, nothing of the gateway, of Node or of a package.',
      severity: 'error',
      from: { path: '^client/' },
      to: { pathNot: '^client/' },
    },
    {
      name: 'src-never-imports-emulator-or-cli',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(emulator|cli|client|console)/' },
    },
    {
      name: 'plug-ins-use-no-packages',
      comment: 'Only the schema library, and jose where a provider signs tokens.',
      severity: 'error',
      from: { path: '^src/(generation|protocols|providers|routing)/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional'], pathNot: 'node_modules/(zod|jose)/' },
    },
    {
      name: 'database-only-in-store',
      severity: 'error',
      from: { path: '^(src|cli)/', pathNot: ['^src/store/'] },
      to: { path: 'node_modules/(pg|@photostructure/sqlite)/' },
    },
    {
      name: 'files-only-where-files-live',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          '^src/(archive|store|lib)/',
          '^src/references/',
          '^src/app/',
          '^src/(config|read-config-file)\\.ts$',
        ],
      },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['^src/providers/', '^src/store/migrations/', '\\.d\\.ts$', '^src/lib/convert/child\\.ts$'],
      },
      to: {},
    },
    {
      name: 'resolvable',
      comment:
        'The packages of the console are installed when it is built, and the compiler looks for them then.',
      severity: 'error',
      from: { pathNot: '^console/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.test\\.ts$', '\\.test\\.kit\\.ts$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
