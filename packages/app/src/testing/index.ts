export { runTestGit } from '@module-images/git/testing'
export * from './recorded-command.js'
