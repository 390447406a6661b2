import { describe, expect, test } from 'vitest'
import { parseUserNamespace } from './user-namespace.js'

describe('parseUserNamespace', () => {
  test.each([
    ['["name=seccomp,profile=builtin","name=cgroupns"]', 'host'],
    ['["name=seccomp,profile=builtin","name=rootless","name=cgroupns"]', 'rootless'],
    ['["name=apparmor","name=userns"]', 'remapped'],
    ['null', 'host'],
    ['{{json', 'host'],
  ])('%s is %s', (text, namespace) => expect(parseUserNamespace(text)).toBe(namespace))
})
