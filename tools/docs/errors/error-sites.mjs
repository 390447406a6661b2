/** Finds in the sources where errors are made, and what codes there are. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/**
 * A place that makes an error.
 *
 * @typedef {object} ErrorSite
 * @property {ts.SourceFile} file named from the workspace root
 * @property {ts.ObjectLiteralExpression} details what the constructor gets
 */

const TESTS = /\.spec\.ts$|\/testing\/|^packages\/e2e\//

/** @param {string} root native path of the workspace @returns {ts.SourceFile[]} the product's own sources */
export function readSources(root) {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', 'packages/*/src/*.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
  const paths = list.split('\0').filter((path) => path !== '' && !TESTS.test(path))
  return paths.flatMap((path) => {
    const text = readIfThere(join(root, path))
    return text === undefined ? [] : [ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)]
  })
}

/** @param {readonly ts.SourceFile[]} files @returns {ErrorSite[]} */
export function findErrorSites(files) {
  return files.flatMap((file) =>
    nodesOf(file).flatMap((node) => {
      if (!ts.isNewExpression(node) || node.expression.getText() !== 'ModuleImagesError') return []
      const [details] = node.arguments ?? []
      return details && ts.isObjectLiteralExpression(details) ? [{ file, details }] : []
    }),
  )
}

/**
 * Every code that the sources write down: what is given to something called `code`, and the members of types called `…ErrorCode` and
 * `…FailureCode`. States that `verify` and `digests --check` list are no errors.
 *
 * @param {readonly ts.SourceFile[]} files
 * @returns {Map<string, string>} the file by the code
 */
export function findCodes(files) {
  /** @type {Map<string, string>} */
  const codes = new Map()
  const known = files.filter(({ fileName, text }) => !NO_ERRORS.test(fileName) && /Error|Failure|Refusal|fault/.test(text))
  const takers = new Map(known.flatMap((file) => nodesOf(file).flatMap(takesCode)))
  for (const file of known) {
    for (const node of nodesOf(file)) for (const code of codesIn(node, takers)) if (!codes.has(code)) codes.set(code, file.fileName)
  }
  return codes
}

/** Where `code` is a state in a report, or what a registry answers with. */
const NO_ERRORS = /plan-verification|judge-image|plan-pin-check|render-verification|registry-error-body|\/renv-lock\.ts$|\/plan-schema\.ts$/
const CODE = /^[a-z]+(?:-[a-z0-9]+)*$/

/** @param {ts.Node} node @returns {[string, number][]} a function that has a parameter called `code`, and which */
function takesCode(node) {
  if (!ts.isFunctionLike(node)) return []
  const index = node.parameters.findIndex((parameter) => parameter.name.getText() === 'code')
  const name = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined)
  return name === undefined || index < 0 ? [] : [[name.getText(), index]]
}

/** @param {ts.Node} node @param {ReadonlyMap<string, number>} takers @returns {string[]} */
function codesIn(node, takers) {
  const isNamed = (ts.isPropertyAssignment(node) || ts.isParameter(node)) && node.name.getText() === 'code'
  if (isNamed) return node.initializer ? literalsIn(node.initializer) : []
  const index = ts.isCallExpression(node) ? takers.get(node.expression.getText()) : undefined
  const given = ts.isCallExpression(node) && index !== undefined ? node.arguments[index] : undefined
  if (given) return literalsIn(given)
  if (ts.isTypeAliasDeclaration(node) && /(?:Error|Failure)Code$/.test(node.name.text)) return literalsIn(node.type)
  return []
}

/** @param {ts.Node} node @returns {string[]} */
function literalsIn(node) {
  return nodesOf(node).flatMap((each) => {
    const isCompared = ts.isBinaryExpression(each.parent) && each.parent.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken
    return ts.isStringLiteral(each) && !isCompared && CODE.test(each.text) ? [each.text] : []
  })
}

/** @type {WeakMap<ts.Node, ts.Node[]>} of whole files, which are looked through many times */
const KNOWN = new WeakMap()

/** @param {ts.Node} top @returns {ts.Node[]} it and all below it, in order */
export function nodesOf(top) {
  const known = KNOWN.get(top)
  if (known) return known
  /** @type {ts.Node[]} */
  const found = []
  const visit = (/** @type {ts.Node} */ node) => {
    found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(top)
  if (ts.isSourceFile(top)) KNOWN.set(top, found)
  return found
}

/** @param {string} file @returns {string | undefined} */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
