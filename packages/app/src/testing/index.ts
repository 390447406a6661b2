export * from './git-repository.js'
export * from './recorded-command.js'
