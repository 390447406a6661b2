export * from './legacy-workflow.js'
export * from './parse-legacy-workflow.js'
export * from './compare-legacy.js'
export * from './render-legacy.js'
