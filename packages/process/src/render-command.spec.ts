import { expect, test } from 'vitest'
import { renderCommand } from './render-command.js'

test.each([
  [['--flag=a/b:1@x,y', '-x', '1.0'], 'docker --flag=a/b:1@x,y -x 1.0'],
  [['', 'a b', "it's"], `docker '' 'a b' 'it'\\''s'`],
  [['$HOME', '`id`', '$(id)', '!x', '~', '=ls', '#'], "docker '$HOME' '`id`' '$(id)' '!x' '~' '=ls' '#'"],
  [['a\nb%\\\'"'], `docker "$(printf 'a\\012b\\045\\134\\047\\042')"`],
  [['é\u001b'], `docker "$(printf '\\303\\251\\033')"`],
  [['-\n::error::x\n'], `docker "$(printf '\\055\\012::error::x')"'\n'`],
])('%j', (args, command) => {
  expect(renderCommand('docker', args)).toBe(command)
})
