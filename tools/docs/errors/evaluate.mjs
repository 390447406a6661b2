/**
 * Evaluates what the sources give to an error's constructor: constants and functions of the file as they are there, imports as they are
 * compiled, and sample values in place of parameters. So an example cannot differ from what the product says.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import ts from 'typescript'
import { importFile } from './compiled.mjs'
import { nodesOf } from './error-sites.mjs'

/** Names that one expression may take, at most: more is a circle. */
const MOST_NAMES = 60

/** A name has no sample value. */
export class MissingSample extends Error {}

/**
 * @param {string} root native path of the workspace
 * @param {(file: string, name: string) => { value: unknown } | undefined} sampleOf undefined where there is none
 */
export function createEvaluator(root, sampleOf) {
  /**
   * @param {ts.Node} node an expression
   * @param {Readonly<Record<string, unknown>>} bound values of parameters
   * @returns {Promise<unknown>}
   */
  return (node, bound = {}) => evaluateIn(createContext({ ...bound, URL }), node)

  /**
   * One scope for an expression and the functions it calls, which look for names where they were made.
   *
   * @type {(scope: Record<string, unknown>, node: ts.Node) => Promise<unknown>}
   */
  async function evaluateIn(scope, node) {
    const script = compile(node.getText())
    for (let count = 0; count < MOST_NAMES; count += 1) {
      try {
        return runInContext(script, scope)
      } catch (error) {
        const name = /^(?:Cannot access ')?(\w+)'? (?:is not defined|before initialization)$/.exec(messageOf(error))?.[1]
        if (name === undefined || name in scope) throw new Error(`${placeOf(node)}: ${messageOf(error)}`, { cause: error })
        scope[name] = await resolveName(scope, node, name)
      }
    }
    throw new Error(`${placeOf(node)}: takes too many names`)
  }

  /** @type {(scope: Record<string, unknown>, node: ts.Node, name: string) => Promise<unknown>} */
  async function resolveName(scope, node, name) {
    const file = node.getSourceFile()
    const sample = sampleOf(file.fileName, name)
    if (sample !== undefined) return sample.value
    const imported = await readImport(file, name)
    if (imported !== undefined) return imported
    const declared = declarationOf(node, name)
    if (declared !== undefined) {
      const value = await evaluateIn(scope, declared.node)
      return declared.index === undefined ? value : /** @type {unknown[]} */ (value)[declared.index]
    }
    throw new MissingSample(`${placeOf(node)}: no sample for '${name}'; add one to tools/docs/errors/samples.mjs`)
  }

  /** @type {(file: ts.SourceFile, name: string) => Promise<unknown>} */
  async function readImport(file, name) {
    for (const statement of file.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
      const bindings = statement.importClause?.namedBindings
      const element = bindings && ts.isNamedImports(bindings) ? bindings.elements.find((each) => each.name.text === name) : undefined
      const isAll = bindings !== undefined && ts.isNamespaceImport(bindings) && bindings.name.text === name
      if (element === undefined && !isAll) continue
      const module = await importFile(compiledFile(file.fileName, statement.moduleSpecifier.text))
      return isAll ? module : module[(element?.propertyName ?? element?.name)?.text ?? '']
    }
    return undefined
  }

  /** @type {(from: string, specifier: string) => string} */
  function compiledFile(from, specifier) {
    const require = createRequire(join(root, from))
    if (!specifier.startsWith('.')) return require.resolve(specifier)
    const compiled = resolve(root, dirname(from), specifier).replace(/([\\/]packages[\\/][^\\/]+[\\/])src([\\/])/, '$1dist$2')
    if (!existsSync(compiled)) throw new Error(`${compiled} is missing: compile the packages by npm run dev, or npm ci`)
    return compiled
  }
}

/**
 * @param {ts.Node} node
 * @param {string} name
 * @returns {{ node: ts.Node, index?: number } | undefined} the initializer of a constant, and which item of it the name has; or a function
 */
function declarationOf(node, name) {
  for (let scope = node.parent; scope !== undefined; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue
    for (const statement of scope.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return { node: statement }
      if (!ts.isVariableStatement(statement)) continue
      for (const { name: bound, initializer } of statement.declarationList.declarations) {
        if (initializer === undefined) continue
        if (ts.isIdentifier(bound) && bound.text === name) return { node: initializer }
        const index = ts.isArrayBindingPattern(bound) ? bound.elements.findIndex((each) => each.getText() === name) : -1
        if (index >= 0) return { node: initializer, index }
      }
    }
  }
  return undefined
}

/** @param {string} text of an expression @returns {string} JavaScript with the same value */
function compile(text) {
  const options = { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } }
  return ts.transpileModule(`(${text.replace(/^export /, '')})`, options).outputText.replace(/;\s*$/, '')
}

/** @param {ts.Node} node */
export function placeOf(node) {
  const file = node.getSourceFile()
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
}

/**
 * @param {ts.Node} node
 * @returns {{ node: ts.SignatureDeclaration, name: string | undefined, parameters: readonly ts.ParameterDeclaration[] } | undefined} the
 *   function that a node is in
 */
export function functionNodeOf(node) {
  for (let scope = node.parent; scope !== undefined; scope = scope.parent) {
    if (ts.isFunctionDeclaration(scope)) return { node: scope, name: scope.name?.text, parameters: scope.parameters }
    if (ts.isArrowFunction(scope) && ts.isVariableDeclaration(scope.parent)) {
      return { node: scope, name: scope.parent.name.getText(), parameters: scope.parameters }
    }
  }
  return undefined
}

/** @param {readonly ts.SourceFile[]} files @param {string} name @returns {ts.CallExpression[]} */
export function callsOf(files, name) {
  const ofFile = (/** @type {ts.SourceFile} */ file) =>
    file.text.includes(`${name}(`)
      ? nodesOf(file).flatMap((node) => (ts.isCallExpression(node) && node.expression.getText() === name ? [node] : []))
      : []
  return files.flatMap(ofFile)
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
    ? String(error.message)
    : String(error)
}
