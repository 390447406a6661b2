import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { bannedSyntax, pureGlobals, namedImportsOnly } from './tools/lint/bans.mjs'
import { throwsTag } from './tools/lint/throws-tag.mjs'

const SOURCES = ['packages/*/src/**/*.ts']
const TESTS = ['**/*.spec.ts', '**/*.spec.mjs', '**/testing/**', 'packages/e2e/**']

export default defineConfig(
  globalIgnores(['**/dist/', '**/out-tsc/', '.nx/', 'modules/', '**/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    name: 'every source',
    files: ['**/*.{ts,js,mjs,cjs}'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-unreachable': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-imports': ['error', { paths: namedImportsOnly }],
      'no-restricted-syntax': ['error', ...bannedSyntax({})],
    },
  },
  {
    name: 'packages, with types',
    files: SOURCES,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-readonly': 'error',
      // A variant that has nothing to wait for still keeps its interface's promise.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    name: 'product code: short functions, few parameters',
    files: [...SOURCES, 'tools/**/*.mjs'],
    ignores: TESTS,
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
    },
  },
  {
    name: 'product code: exported functions say what they throw',
    files: SOURCES,
    ignores: TESTS,
    plugins: { 'module-images': { rules: { 'throws-tag': throwsTag } } },
    rules: { 'module-images/throws-tag': 'error' },
  },
  {
    name: 'product code: every import is visible to the boundary checker',
    files: SOURCES,
    ignores: TESTS,
    rules: { 'no-restricted-syntax': ['error', ...bannedSyntax({ dynamicImports: true })] },
  },
  {
    name: 'text has one way out',
    files: ['packages/{app,nx}/src/**/*.ts'],
    ignores: [...TESTS, '**/output/write-output.ts', '**/generators/nx-log.ts'],
    rules: { 'no-restricted-syntax': ['error', ...bannedSyntax({ dynamicImports: true, output: true })] },
  },
  {
    name: 'code that starts processes: no shell under any name',
    files: ['packages/{process,git,engine,e2e}/src/**/*.ts', 'tools/**/*.mjs'],
    rules: { 'no-restricted-syntax': ['error', ...bannedSyntax({ anyShell: true, dynamicImports: true })] },
  },
  {
    name: 'boundary 1: pure packages',
    files: ['packages/{core,lockfiles,check,workflows}/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', ...pureGlobals],
      'no-restricted-syntax': ['error', ...bannedSyntax({ dynamicImports: true, ambient: true })],
    },
  },
  {
    name: 'tests',
    files: TESTS,
    rules: {
      // expect(object.method) is no slip, and what a test parses it asserts in whole.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
)
