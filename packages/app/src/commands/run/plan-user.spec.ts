import { expect, it } from 'vitest'
import { planUser } from './plan-user.js'

const env = { HOME: '/tmp' }

it.each([
  ['caller', '1000:1000', 'host', { user: '1000:1000', env }],
  ['caller', '1000:1000', 'rootless', { user: '0:0', env }],
  ['caller', '1000:1000', 'remapped', { user: '1000:1000', userns: 'host', env }],
  ['caller', undefined, 'host', { env: {} }],
  ['image', '1000:1000', 'rootless', { env: {} }],
  ['rstudio', '1000:1000', 'remapped', { user: 'rstudio', env: {} }],
] as const)('user %s of caller %s in namespace %s', (option, caller, namespace, plan) => {
  expect(planUser(option, caller, namespace)).toEqual(plan)
})
