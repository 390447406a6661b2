import { describe, expect, test } from 'vitest'
import { parseInstalls } from './apt-install.mjs'
import { parseControllers } from './cgroups.mjs'
import { tellingLines } from './command.mjs'
import { isNodeNewEnough, isSameInstallation } from './dependencies.mjs'
import { planConfiguration } from './dockerd.mjs'
import { parseServer } from './engine-probe.mjs'
import { parseOsRelease } from './os-release.mjs'
import { planBridge, renderRules } from './own-bridge.mjs'
import { stateFolder } from './state-folder.mjs'

test('parseOsRelease reads quoted and bare values', () => {
  const text = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\nID='debian'\nVERSION_ID="12"\n`
  expect(parseOsRelease(text)).toEqual({ id: 'debian', codename: 'bookworm', name: 'Debian GNU/Linux 12 (bookworm)' })
  expect(parseOsRelease('')).toEqual({ id: 'linux', codename: '', name: 'Linux' })
})

test('parseInstalls names the new packages of a simulated installation', () => {
  const text = 'Reading package lists...\nInst runc (1.1.5 Debian:12/oldstable [amd64])\nInst a-b [1.0] (1.1 x)\nConf runc (1.1.5)\n'
  expect(parseInstalls(text)).toEqual(['runc', 'a-b'])
})

test('parseControllers tells which are enabled and which are mounted', () => {
  expect(parseControllers('#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t3\t5\t1\nmemory\t0\t1\t0\n')).toEqual([
    { name: 'cpu', enabled: true, used: true },
    { name: 'memory', enabled: false, used: false },
  ])
})

describe('parseServer', () => {
  test("knows Docker's own engine by its component", () => {
    const text = JSON.stringify({ Version: '26.1.5', Components: [{ Name: 'Engine', Version: '26.1.5' }, { Name: 'containerd' }] })
    expect(parseServer(text)).toEqual({ name: 'Engine', version: '26.1.5', engine: '26.1.5' })
  })

  test('knows another that only speaks the same API', () => {
    const text = JSON.stringify({ Version: '4.3.1', Components: [{ Name: 'Podman Engine', Version: '4.3.1' }] })
    expect(parseServer(text)).toEqual({ name: 'Podman Engine', version: '4.3.1', engine: undefined })
  })

  test.each(['', 'null', '<html>'])('%j is none', (text) => {
    expect(parseServer(text).version).toBeUndefined()
  })
})

describe('planConfiguration', () => {
  const settings = { fileSystem: 0xef53, bridge: undefined, store: /** @type {const} */ ('containerd') }

  test('keeps all the engine has below its folder', () => {
    expect(planConfiguration('/s', settings)).toEqual({
      'data-root': '/s/data',
      'exec-root': '/s/exec',
      pidfile: '/s/docker.pid',
      features: { 'containerd-snapshotter': true },
    })
  })

  test('copies layers where overlayfs cannot lie on the file system', () => {
    expect(planConfiguration('/s', { ...settings, fileSystem: 0x794c7630 })).toHaveProperty('storage-driver', 'native')
  })

  test('keeps images in the store that was asked for', () => {
    expect(planConfiguration('/s', { ...settings, store: 'classic' })).toHaveProperty('features', { 'containerd-snapshotter': false })
    const onOverlay = planConfiguration('/s', { ...settings, store: 'classic', fileSystem: 0x794c7630 })
    expect(onOverlay).toHaveProperty('storage-driver', 'vfs')
  })

  test('beside another engine it leaves bridge and firewall to the rules made for it', () => {
    const bridge = planBridge('/s')
    expect(planConfiguration('/s', { ...settings, bridge })).toMatchObject({ bridge: bridge.name, iptables: false, ip6tables: false })
    expect(bridge.name.length).toBeLessThanOrEqual(15)
    expect(planBridge('/t')).not.toEqual(bridge)
    for (const { rule } of renderRules(bridge)) expect(rule).toContain(bridge.name)
  })
})

describe('dependencies', () => {
  test.each([
    ['20.18.9', false],
    ['20.19.0', true],
    ['22.0.0', true],
    ['18.20.0', false],
  ])('Node %s', (version, enough) => {
    expect(isNodeNewEnough(version)).toBe(enough)
  })

  const lock = (/** @type {object} */ packages) => JSON.stringify({ packages })
  const wanted = lock({
    '': {},
    'packages/core': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/win': { version: '1.0.0', optional: true },
  })

  test.each([
    ['the same, without what is for other systems', { 'node_modules/a': { version: '1.0.0' } }, true],
    ['another version', { 'node_modules/a': { version: '1.0.1' } }, false],
    ['one missing', {}, false],
  ])('%s', (_, packages, same) => {
    expect(isSameInstallation(wanted, lock(packages))).toBe(same)
  })

  test('a damaged note is none', () => {
    expect(isSameInstallation(wanted, '{')).toBe(false)
  })
})

test('tellingLines prefers what a program calls its errors', () => {
  expect(tellingLines('Get:1 x\nE: Unable to locate package y\nE: gone\nbye')).toBe('E: Unable to locate package y\nE: gone')
  expect(tellingLines('npm warn a\nnpm error code EUSAGE\nnpm error\nnpm error more')).toBe('npm error code EUSAGE\nnpm error more')
  expect(tellingLines('one\ntwo\nthree\nfour\n')).toBe('two\nthree\nfour')
})

test.each([
  [{}, '/home/me/.local/state/module-images'],
  [{ XDG_STATE_HOME: '/var/state' }, '/var/state/module-images'],
  [{ XDG_STATE_HOME: 'relative' }, '/home/me/.local/state/module-images'],
])('stateFolder of %j', (env, folder) => {
  expect(stateFolder(env, '/home/me')).toBe(folder)
})
