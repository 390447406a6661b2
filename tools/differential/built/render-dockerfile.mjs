// @ts-check
import { layOut } from './lay-out.mjs'
import { createStepRenderer } from './render-steps.mjs'

/**
 * A stage as it is known while those after it are written.
 *
 * @typedef {{ name: string | undefined, runs: boolean }} WrittenStage
 *
 * An instruction, still to be laid out in lines: its words, and what follows them, such as the text of a heredoc.
 *
 * @typedef {{ words: readonly string[], body?: readonly string[] }} Instruction
 */

const LITERAL = { args: [], buildArgs: {} }

/**
 * The text of a Dockerfile, the target it is to be built with, and the build arguments that it needs.
 *
 * @param {import('./arbitrary-built-case.mjs').LayoutWish} layout
 * @param {readonly import('../case.mjs').Entry[]} entries
 */
export function renderDockerfile(layout, entries) {
  /** @type {WrittenStage[]} */
  const stages = []
  /** @type {Instruction[]} */
  const instructions = []
  /** @type {Set<string>} */
  const args = new Set()
  /** @type {Record<string, string>} */
  const needed = {}
  layout.stages.forEach((wish, index) => {
    const base = renderBase(wish, stages, index)
    base.args.forEach((arg) => args.add(arg))
    Object.assign(needed, base.buildArgs)
    const as = wish.name === undefined ? [] : [wish.as, wish.name]
    instructions.push({ words: ['FROM', ...(wish.platform === '' ? [] : [wish.platform]), base.text, ...as] })
    const steps = createStepRenderer({ stages: [...stages], entries, runs: base.runs, index })
    instructions.push(steps.mark(wish.mark), ...wish.steps.flatMap(steps.step))
    stages.push({ name: wish.name, runs: base.runs })
  })
  const all = [...[...args].map((arg) => ({ words: [arg] })), ...instructions]
  if (layout.fault) all.splice(1 + (layout.fault.after % all.length), 0, { words: [layout.fault.text] })
  return { dockerfile: layOut(all, layout), target: targetOf(layout, stages), needed }
}

/**
 * @param {import('./arbitrary-built-case.mjs').LayoutWish['stages'][number]} wish
 * @param {readonly WrittenStage[]} stages
 * @param {number} index
 * @returns {import('./arbitrary-references.mjs').Reference}
 */
function renderBase({ base }, stages, index) {
  if (base.kind === 'reference') return base.reference
  if (base.kind === 'scratch') return { ...LITERAL, text: 'scratch', runs: false }
  const named = stages.filter(({ name }) => name !== undefined)
  const { name, runs } = named[base.stage % Math.max(named.length, 1)] ?? {}
  if (name === undefined || runs === undefined) return { ...LITERAL, text: 'diffbase:1', runs: true }
  // FROM knows a stage by small letters alone, however its name was written.
  const text = base.asWritten === 0 ? name : name.toLowerCase()
  if (!base.byVariable) return { ...LITERAL, text, runs }
  return { ...LITERAL, text: `\${STAGE${index}}`, args: [`ARG STAGE${index}=${text}`], runs }
}

/** @param {import('./arbitrary-built-case.mjs').LayoutWish} layout @param {readonly WrittenStage[]} stages */
function targetOf({ target }, stages) {
  if (target === undefined) return undefined
  const index = target.stage % stages.length
  return target.byNumber === 0 ? String(index) : stages[index]?.name
}
