export * from './lockfile.js'
export * from './lockfile-kinds.js'
export * from './plan-package-changes.js'
