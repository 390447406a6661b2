export * from './git-repository.js'
