import { expect, it } from 'vitest'
import { readLockfile } from './lockfile-kinds.js'
import { lacksWheel } from './wheel-platforms.js'

const HASH = `sha256:${'a'.repeat(64)}`
const wheels = (...tags: string[]) =>
  tags.map((tag) => `{ url = "https://files.example/a-1-cp312-cp312-${tag}.whl", hash = "${HASH}" }`).join(', ')
const uv = (...tags: string[]) => `version = 1\n[[package]]\nname = "a"\nversion = "1"\nwheels = [${wheels(...tags)}]\n`
const poetry = (...files: string[]) =>
  `[[package]]\nname = "a"\nversion = "1"\nfiles = [${files.map((file) => `{ file = "${file}", hash = "${HASH}" }`).join(', ')}]\n[metadata]\nlock-version = "2.1"\n`

it.each([
  ['uv.lock', uv('manylinux_2_17_x86_64.manylinux2014_x86_64', 'macosx_11_0_arm64'), 'linux/arm64', true],
  ['uv.lock', uv('manylinux_2_17_x86_64', 'manylinux_2_28_aarch64'), 'linux/arm64', false],
  ['uv.lock', uv('manylinux_2_17_x86_64', 'manylinux_2_28_aarch64'), 'linux/arm64/v8', false],
  ['uv.lock', uv('musllinux_1_2_aarch64'), 'linux/amd64', true],
  ['uv.lock', uv('manylinux_2_17_x86_64', 'any'), 'linux/arm64', false],
  ['uv.lock', uv('macosx_11_0_arm64'), 'linux/arm64', false],
  ['uv.lock', uv('manylinux_2_17_x86_64'), 'linux/mips64le', false],
  ['uv.lock', `version = 1\n[[package]]\nname = "a"\nversion = "1"\nsdist = { hash = "${HASH}" }\n`, 'linux/arm64', false],
  ['poetry.lock', poetry('a-1-cp312-cp312-manylinux_2_17_x86_64.whl', 'a-1.tar.gz'), 'linux/arm64', true],
  ['poetry.lock', poetry('a-1-py3-none-any.whl', 'a-1.tar.gz'), 'linux/arm64', false],
  ['requirements.txt', `a==1 --hash=${HASH}\n`, 'linux/arm64', false],
])('%s: %s, for %s', (file, text, platform, expected) => {
  const [found] = readLockfile(text, file)?.packages ?? []
  expect(found && lacksWheel(found, platform)).toBe(expected)
})
