export * from './plain-workspace.js'
export * from './temporary-workspace.js'
