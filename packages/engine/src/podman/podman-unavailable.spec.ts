import { expect, test } from 'vitest'
import { noPodmanCommand, parsePodmanUnavailable, podmanReason, podmanUnavailable } from './podman-unavailable.js'

test.each([
  'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`',
  'Error: unable to connect to Podman socket: dial unix /run/podman.sock: connect: no such file or directory',
  'Error: cannot re-exec process to join the existing user namespace',
])('%j is about podman', (stderr) => {
  expect(parsePodmanUnavailable(stderr)).toMatchObject({ code: 'engine-unavailable', kind: 'environment' })
})

test('another complaint is not', () => {
  expect(parsePodmanUnavailable('Error: a:1: image not known')).toBeUndefined()
})

test('a reason is the last line that is no warning', () => {
  const warning = 'time="2026-11-30T09:22:29Z" level=warning msg="Using cgroups-v1"'
  expect(podmanReason(`${warning}\nError: one\nError: two\n${warning}\n`)).toBe('two')
  expect(podmanReason(warning)).toBe('podman gave no reason')
  expect(podmanUnavailable('Error: no').message).toBe('Podman does not work: no')
  expect(noPodmanCommand(undefined)).toMatchObject({ code: 'engine-unavailable', fix: expect.stringContaining('Install Podman') as string })
})
