import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { checkScript } from './check-script.js'

function check(script: string | undefined, mode = 0o755): void {
  const files = { 'modules/a/Dockerfile': 'FROM scratch\n', ...(script === undefined ? {} : { 'modules/a/run.sh': script }) }
  const root = temporaryWorkspace(files)
  if (script !== undefined) chmodSync(join(root, 'modules/a/run.sh'), mode)
  const workspace = readWorkspace(root)
  const module = workspace.modules.get('a')
  if (module === undefined) throw new Error('There is no module.')
  checkScript(workspace, module)
}

it.each([
  ['a script', '#!/bin/sh\necho a\n'],
  ['a script without a first line for the kernel', 'echo a\r\n'],
  ['CRLF further down, which a program may want', '#!/bin/sh\nprintf "a\r\n"\n'],
  ['an empty file', ''],
])('starts %s', (_, script) => expect(() => check(script)).not.toThrow())

it.each([
  ['no script', undefined, 0o755, 'no-script', /--command=/],
  ['a script without the executable bit', '#!/bin/sh\n', 0o644, 'script-not-executable', /^chmod \+x modules\/a\/run\.sh/],
  ['a script with CRLF', '#!/bin/bash\r\nset -e\r\n', 0o755, 'script-line-endings', /^Write LF: sed -i 's\/\\r\$\/\/' modules\/a\/run\.sh/],
])('refuses %s, and says what to do', (_, script, mode, code, fix) => {
  const wanted = { code, place: { file: 'modules/a/run.sh' }, fix: expect.stringMatching(fix) as string }
  expect(() => check(script, mode)).toThrow(expect.objectContaining(wanted) as Error)
})
