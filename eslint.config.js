const eslint = require('@eslint/js');
const { defineConfig } = require('eslint/config');
const tseslint = require('typescript-eslint');

/** What a folder of src may import: layers point down only (docs/architecture.md). */
function layer(folder, forbidden) {
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': ['error', { patterns: forbidden }],
    },
  };
}

const surface = (name) => ({
  regex: `(^|/)\\.\\./(.*/)?${name}/`,
  message: `${name} is not below this layer (docs/architecture.md).`,
});
const vscodeApi = { regex: '^vscode$', message: 'Only src/extension may know the editor.' };
const node = { regex: '^node:', message: 'core does no I/O: take it as a fact.' };
const anyPackage = { regex: '^[^.]', message: 'core depends on nothing but itself.' };

module.exports = defineConfig(
  { ignores: ['dist/', 'node_modules/', 'test/fixtures/', 'test/lab/sample/'] },
  {
    files: ['**/*.ts'],
    extends: [
      eslint.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    // Past 400 lines a file holds two concepts.
    rules: { 'max-lines': ['error', { max: 400, skipBlankLines: true }] },
  },
  layer('core', [
    vscodeApi,
    node,
    anyPackage,
    ...['adapters', 'protocol', 'server', 'worker', 'extension', 'cli'].map(surface),
  ]),
  layer('adapters', [
    vscodeApi,
    ...['protocol', 'server', 'worker', 'extension', 'cli'].map(surface),
  ]),
  layer('protocol', [
    vscodeApi,
    node,
    ...['adapters', 'server', 'worker', 'extension', 'cli'].map(surface),
  ]),
  layer('server', [vscodeApi, ...['worker', 'extension', 'cli'].map(surface)]),
  layer('worker', [vscodeApi, ...['server', 'extension', 'cli'].map(surface)]),
  layer('cli', [vscodeApi, ...['server', 'worker', 'extension', 'protocol'].map(surface)]),
  layer('webview', [
    node,
    anyPackage,
    ...['adapters', 'server', 'worker', 'cli', 'extension'].map(surface),
  ]),
  layer('extension', ['server', 'worker', 'cli', 'webview'].map(surface)),
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'fetch', 'Date', 'console', 'setTimeout', 'performance'].map(
          (name) => ({ name, message: 'core is pure: no clock, no process, no I/O.' }),
        ),
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // mocha's describe/it and node:assert read as sentences; promises of `it` are awaited by mocha.
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'URL',
          'setTimeout',
          'clearTimeout',
          'AbortController',
          'AbortSignal',
          'fetch',
          'require',
          'module',
          '__dirname',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
