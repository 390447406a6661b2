export * from './lockfile.js'
export * from './lockfile-kinds.js'
