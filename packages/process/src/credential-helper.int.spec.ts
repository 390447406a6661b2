import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from './testing/test-folder.js'
import { runCredentialHelper } from './credential-helper.js'

/** Installs `docker-credential-test` on a PATH of its own. */
function installHelper(script: string): { env: NodeJS.ProcessEnv } {
  const folder = createTestFolder()
  writeFileSync(join(folder, 'docker-credential-test'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { env: { PATH: `${folder}:/usr/bin:/bin` } }
}

test('gives the host on stdin and takes the sign-in', async () => {
  const options = installHelper('read host || true\nprintf \'{"ServerURL":"%s","Username":"me %s","Secret":"pass"}\' "$host" "$1"')
  expect(await runCredentialHelper('test', '127.0.0.1:5000', options)).toEqual({ Username: 'me get', Secret: 'pass' })
})

test('no sign-in for this host', async () => {
  const options = installHelper('echo "credentials not found in native keychain"; exit 1')
  expect(await runCredentialHelper('test', 'x', options)).toBeUndefined()
})

test.each([
  ['fails', 'echo "secret-in-output"; exit 1'],
  ['answers nonsense', 'echo "secret-in-output"'],
])('a helper that %s is an error that quotes none of its output', async (_, script) => {
  const error: unknown = await runCredentialHelper('test', 'x', installHelper(script)).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'credential-helper-failed', kind: 'environment' })
  expect(String(error)).not.toContain('secret-in-output')
})

test('a helper that is not installed, and a name that is no name', async () => {
  await expect(runCredentialHelper('none', 'x', { env: { PATH: createTestFolder() } })).rejects.toMatchObject({ code: 'command-not-found' })
  await expect(runCredentialHelper('../test', 'x')).rejects.toMatchObject({ code: 'bad-credential-helper' })
})
