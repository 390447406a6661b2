export * from './count-steps.js'
