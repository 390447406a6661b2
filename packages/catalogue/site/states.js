// @ts-check
import { element } from './dom.js'

/** @import { ModuleState } from '@module-images/catalogue' */

/** In the order they are listed in. @type {readonly (readonly [ModuleState, string])[]} */
export const STATES = [
  ['published', 'published'],
  ['behind', 'behind this checkout'],
  ['unpublished', 'not published'],
  ['inactive', 'inactive'],
  ['broken', 'cannot be built'],
  ['unknown', 'registry not asked'],
]

/**
 * @param {ModuleState} state
 * @param {string} [why]
 */
export function badge(state, why) {
  const words = STATES.find(([name]) => name === state)?.[1] ?? state
  return element('span', { class: `badge ${state}`, title: why }, words)
}
