import { expect, it } from 'vitest'
import { findInferenceFaults } from './inference-faults.mjs'

const packageOf = (/** @type {string} */ module) =>
  module.startsWith('/npm/') ? module.slice(5) : `@module-images/${module.split('/')[1]}`
const chunk = (/** @type {string} */ file, /** @type {Partial<import('./bundle-package.mjs').Chunk>} */ parts) => ({
  file,
  imports: [],
  later: [],
  modules: [],
  ...parts,
})

it('names what is loaded with inference, by whatever way, and does not belong there', () => {
  const chunks = [
    chunk('index.js', { imports: ['shared/a.js', 'node:fs'], later: ['shared/later.js'], modules: ['/nx/index.js', '/npm/valibot'] }),
    chunk('shared/a.js', { imports: ['shared/b.js', '@nx/devkit'], modules: ['/core/a.js', '/workspace/a.js'] }),
    chunk('shared/b.js', { imports: ['shared/a.js', 'undici'], modules: ['/app/b.js', '/app/c.js', '/npm/execa'] }),
    chunk('shared/later.js', { imports: ['commander'], modules: ['/engine/d.js'] }),
  ]
  expect(findInferenceFaults(chunks, 'index.js', packageOf)).toEqual([
    'Inference loads @module-images/app: import what needs it where it is used, by import().',
    'Inference loads execa: import what needs it where it is used, by import().',
    'Inference loads undici: import what needs it where it is used, by import().',
  ])
})
