/**
 * A rule of ESLint: an exported function that throws an error of its own says so with `@throws`. What the functions it calls throw is their
 * matter, and so is a caught error that is thrown again.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const throwsTag = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'Say in the comment above the function what it throws: `@throws ModuleImagesError`, with the code.' },
  },
  create(context) {
    return {
      ThrowStatement(statement) {
        const owner = ancestors(statement).find(isFunction)
        const documented = owner === undefined ? undefined : documentedNode(owner)
        if (documented === undefined || staysInside(statement) || isRethrown(statement)) return
        if (!isDocumented(context.sourceCode, documented)) context.report({ node: statement, messageId: 'missing' })
      },
    }
  },
}

/** @typedef {import('estree').Node & { readonly parent?: Node | null }} Node */

/** The nearest first. @type {(node: Node) => Node[]} */
function ancestors({ parent }) {
  return !parent ? [] : [parent, ...ancestors(parent)]
}

/** The same as far as the function that holds the node. @type {(node: Node) => Node[]} */
function ancestorsInFunction(node) {
  const all = ancestors(node)
  return all.slice(0, all.findIndex(isFunction))
}

/** @type {(node: Node) => boolean} */
function isFunction({ type }) {
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
}

/** In a `try` whose `catch` decides what becomes of it. @type {(statement: Node) => boolean} */
function staysInside(statement) {
  const within = [statement, ...ancestorsInFunction(statement)]
  return within.some((node) => node.parent?.type === 'TryStatement' && node.parent.handler && node.parent.block === node)
}

/** `throw error` in a `catch (error)`. @type {(statement: import('estree').ThrowStatement & Node) => boolean} */
function isRethrown(statement) {
  const { argument } = statement
  if (argument.type !== 'Identifier') return false
  return ancestorsInFunction(statement).some(
    (node) => node.type === 'CatchClause' && node.param?.type === 'Identifier' && node.param.name === argument.name,
  )
}

/**
 * What carries the comment of an exported function, or of a method of an exported class; undefined for what a file keeps to itself.
 *
 * @type {(owner: Node) => Node | undefined}
 */
function documentedNode(owner) {
  const { parent } = owner
  if (owner.type === 'FunctionDeclaration') return exportOf(owner)
  if (parent?.type === 'VariableDeclarator') return exportOf(parent.parent)
  if (parent?.type !== 'MethodDefinition' || parent.key.type === 'PrivateIdentifier' || isPrivate(parent)) return undefined
  return exportOf(parent.parent?.parent) === undefined ? undefined : parent
}

/** @type {(method: Node) => boolean} */
function isPrivate(method) {
  return 'accessibility' in method && method.accessibility === 'private'
}

/** @type {(node: Node | null | undefined) => Node | undefined} */
function exportOf(node) {
  const parent = node?.parent
  return parent?.type === 'ExportNamedDeclaration' || parent?.type === 'ExportDefaultDeclaration' ? parent : undefined
}

/** @type {(source: import('eslint').SourceCode, node: Node) => boolean} */
function isDocumented(source, node) {
  const comment = source.getCommentsBefore(node).at(-1)
  return comment?.type === 'Block' && comment.value.startsWith('*') && comment.value.includes('@throws')
}
