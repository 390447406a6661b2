/** Makes an example of every error code. */
import ts from 'typescript'
import { callsOf, createEvaluator, functionNodeOf, MissingSample, placeOf } from './evaluate.mjs'
import { findCodes, findErrorSites, nodesOf, readSources } from './error-sites.mjs'
import { familyExamples } from './families.mjs'
import { SAMPLES } from './samples.mjs'

/**
 * @typedef {object} ErrorExample
 * @property {string} code
 * @property {string} kind
 * @property {string} message
 * @property {{ file: string, line?: number, column?: number } | undefined} [place]
 * @property {string | undefined} [fix]
 */

/** Parameters of functions that make an error of what their callers say; each call is then an example of its own. */
const TOLD = new Set(['code', 'kind', 'message', 'fix', 'why', 'what', 'details'])

/**
 * @param {string} root native path of the workspace
 * @returns {Promise<{ examples: Map<string, ErrorExample[]>, missing: string[] }>} by code; and what the codes lack that have no example
 */
export async function collectExamples(root) {
  const files = readSources(root)
  const codes = findCodes(files)
  const evaluate = createEvaluator(root, sampleOf)
  /** @type {Map<string, ErrorExample[]>} */
  const examples = new Map()
  /** @type {string[]} */
  const gaps = []
  /** @type {string[]} */
  const faults = []
  const add = (/** @type {ErrorExample} */ example) => {
    const known = examples.get(example.code) ?? []
    if (!known.some(({ message }) => message === example.message)) examples.set(example.code, [...known, example])
  }
  const family = await familyExamples()
  for (const example of family) add(example)
  const shown = new Set(family.map(({ code }) => code))
  for (const { file, details } of findErrorSites(files)) {
    for (const bound of await bindingsOf(files, file, details)) {
      try {
        const example = /** @type {ErrorExample} */ (await evaluate(details, await bound()))
        if (typeof example.code !== 'string' || typeof example.message !== 'string') continue
        if (saysNoFix(example)) faults.push(`${placeOf(details)}: the error ${example.code} does not say what to do; give it a fix`)
        // What the product's own functions made with values that fit is read more easily.
        if (!shown.has(example.code)) add(example)
      } catch (error) {
        if (error instanceof MissingSample || process.env['ERRORS_DEBUG']) gaps.push(String(error))
      }
    }
  }
  const without = [...codes].filter(([code]) => !examples.has(code))
  const near = gaps.filter((gap) => without.some(([, file]) => gap.includes(file)))
  return { examples, missing: [...faults, ...without.map(([code, file]) => `${file}:1: the error code ${code} has no example`), ...near] }

  /** @type {(all: readonly ts.SourceFile[], file: ts.SourceFile, details: ts.Node) => Promise<(() => Promise<Record<string, unknown>>)[]>} */
  async function bindingsOf(all, file, details) {
    const maker = functionNodeOf(details)
    const used = new Set(nodesOf(details).flatMap((node) => (ts.isIdentifier(node) ? [node.text] : [])))
    const told = (maker?.parameters ?? []).map(({ name, initializer }) => ({ name: name.getText(), initializer }))
    if (maker?.name === undefined || !told.some(({ name }) => TOLD.has(name) && used.has(name))) return [async () => ({})]
    const isExported =
      ts.isFunctionDeclaration(maker.node) && maker.node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    const near = isExported ? all : [file]
    return callsOf(near, maker.name).map((call) => async () => {
      /** @type {Record<string, unknown>} */
      const bound = {}
      for (const [index, { name, initializer }] of told.entries()) {
        const argument = call.arguments[index] ?? initializer
        if (TOLD.has(name)) bound[name] = argument && (await evaluate(argument))
      }
      return bound
    })
  }
}

/** @type {(file: string, name: string) => { value: unknown } | undefined} */
function sampleOf(file, name) {
  const key = [`${file.split('/').at(-1)}#${name}`, name].find((each) => Object.hasOwn(SAMPLES, each))
  return key === undefined ? undefined : { value: SAMPLES[key] }
}

/** Nobody can do anything about what they ended themselves; a fault of the product is reported; a failed build says how to repeat it. */
const NO_FIX = /^(?:cancelled|registry-interrupted)$/

/** @param {ErrorExample} example */
function saysNoFix({ code, kind, fix, message }) {
  return kind !== 'internal' && fix === undefined && !NO_FIX.test(code) && !message.includes('\n  repeat: ')
}
