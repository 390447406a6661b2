import { expect, it } from 'vitest'
import { planOpeners } from './open-browser.js'

it.each<[NodeJS.Platform, NodeJS.ProcessEnv, string[]]>([
  ['linux', { DISPLAY: ':0' }, ['xdg-open']],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0', BROWSER: '/opt/a b/browser:firefox' }, ['/opt/a b/browser', 'firefox', 'xdg-open']],
  ['linux', {}, []],
  ['linux', { BROWSER: 'code-browser' }, ['code-browser']],
  ['linux', { WSL_DISTRO_NAME: 'Debian', DISPLAY: ':0' }, ['wslview']],
  ['darwin', {}, ['open']],
  ['win32', { BROWSER: 'C:\\x' }, ['rundll32']],
])('on %s with %j it is %j', (platform, env, commands) =>
  expect(planOpeners(platform, env).map(({ command }) => command)).toEqual(commands),
)
