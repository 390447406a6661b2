// @ts-check
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const SCRIPT = join(import.meta.dirname, 'module-images.sh')

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-test-')))
  mkdirSync(join(folder, 'bin'))
  // In place of Docker: each of its arguments, a line.
  writeFileSync(join(folder, 'bin', 'docker'), '#!/bin/sh\nprintf "%s\\n" "$@"\n')
  chmodSync(join(folder, 'bin', 'docker'), 0o755)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** @param {Record<string, string>} env */
function start(env = {}) {
  const top = join(folder, 'a clone')
  const cwd = join(top, 'modules', 'a b')
  mkdirSync(cwd, { recursive: true })
  execFileSync('git', ['init', '--quiet', top])
  const args = ['plan', '--tags', '$(id) x']
  const out = execFileSync(SCRIPT, args, { cwd, env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, ...env }, encoding: 'utf8' })
  return { top, args, lines: out.trimEnd().split('\n') }
}

it('mounts the whole clone, works where it was called, and hands over the arguments as they are', () => {
  const { top, args, lines } = start()
  expect(lines.slice(0, 2)).toEqual(['run', '--rm'])
  expect(lines).toContain(`${top}:/workspace`)
  expect(lines[lines.indexOf('--workdir') + 1]).toBe('/workspace/modules/a b/')
  expect(lines.slice(-4)).toEqual(['ghcr.io/module-images/cli', ...args])
})

it('names variables without their values, and another image', () => {
  const { lines } = start({ MODULE_IMAGES_REGISTRY_PASSWORD: 'open sesame', MODULE_IMAGES_CLI: 'example.org/cli:v1' })
  expect(lines).toContain('MODULE_IMAGES_REGISTRY_PASSWORD')
  expect(lines.join(' ')).not.toContain('sesame')
  expect(lines.at(-4)).toBe('example.org/cli:v1')
})
