/**
 * What ESLint forbids by syntax. Imports are the matter of `boundaries.mjs`; these are the ways round it, and the shell.
 * Selectors: https://eslint.org/docs/latest/extend/selectors
 */

const NO_SHELL = 'Start a process with a program and an argument list: a shell reads hostile input as commands.'
const TAKES_DATA = 'Boundary 1-pure-packages-use-no-builtin: a pure package takes data and returns data.'

const ONE_WAY_OUT = 'Write by packages/app/src/output/write-output.ts or generators/nx-log.ts: what is printed may be hostile.'

const SHELL_TRUE = ban('Property[key.name="shell"][value.value=true], Property[key.value="shell"][value.value=true]', NO_SHELL)
const SHELL_ANY = ban('Property:matches([key.name="shell"], [key.value="shell"]):not([value.value=false])', NO_SHELL)
const EXEC_SYNC = ban('CallExpression:matches([callee.name="execSync"], [callee.property.name="execSync"])', NO_SHELL)

/** The boundary checker sees only literal specifiers, and `require` only by that name. */
const UNSEEN_IMPORTS = [
  ban('ImportExpression:not([source.type="Literal"])', 'Import a literal specifier, which the boundary checker can see.'),
  ban(
    'CallExpression[callee.name="require"]:not([arguments.0.type="Literal"])',
    'Require a literal specifier, which the boundary checker can see.',
  ),
  ban(
    ':not(VariableDeclarator[id.name="require"]) > CallExpression:matches([callee.name="createRequire"], [callee.property.name="createRequire"])',
    'Write `const require = createRequire(…)`: the boundary checker knows it by that name.',
  ),
]

/** Text from outside is made safe in one place on its way out. */
const OUTPUT = [
  ban('CallExpression[callee.property.name="write"][callee.object.property.name=/^std(out|err)$/]', ONE_WAY_OUT),
  ban('MemberExpression[object.name="console"]', ONE_WAY_OUT),
  ban('ImportDeclaration[source.value="@nx/devkit"] > ImportSpecifier[imported.name=/^(logger|output)$/]', ONE_WAY_OUT),
]

/** The clock and chance, which hide in objects that core may use otherwise. */
const AMBIENT = [
  ban('MemberExpression[object.name="Date"][property.name="now"]', `${TAKES_DATA} Take the time as an argument.`),
  ban('NewExpression[callee.name="Date"][arguments.length=0]', `${TAKES_DATA} Take the time as an argument.`),
  ban('MemberExpression[object.name="Math"][property.name="random"]', `${TAKES_DATA} Take the value as an argument.`),
]

/**
 * Entries for `no-restricted-syntax`. ESLint replaces a rule's options instead of merging them, so each block asks for all it needs.
 *
 * @param {{ anyShell?: boolean, dynamicImports?: boolean, ambient?: boolean, output?: boolean }} which
 *   `anyShell` also refuses a shell by name or variable; elsewhere `shell` may be a word of another language, such as a workflow's.
 */
export function bannedSyntax({ anyShell = false, dynamicImports = false, ambient = false, output = false }) {
  const always = [anyShell ? SHELL_ANY : SHELL_TRUE, EXEC_SYNC]
  return [...always, ...(dynamicImports ? UNSEEN_IMPORTS : []), ...(ambient ? AMBIENT : []), ...(output ? OUTPUT : [])]
}

/** Entries for `no-restricted-imports`: of node:child_process only what takes an argument list. */
export const namedImportsOnly = ['child_process', 'node:child_process'].map((name) => ({
  name,
  importNames: ['exec', 'execSync'],
  message: NO_SHELL,
}))

/** Entries for `no-restricted-globals` in pure packages. */
export const pureGlobals = [
  ...['process', 'globalThis', 'global', 'console', 'performance'],
  ...['fetch', 'WebSocket', 'setTimeout', 'setInterval', 'setImmediate'],
].map((name) => ({ name, message: `${TAKES_DATA} Read it at the edge and pass it in.` }))

/** @type {(selector: string, message: string) => { selector: string, message: string }} */
function ban(selector, message) {
  return { selector, message }
}
