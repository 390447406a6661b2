import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { noteDockerCalls } from './engine/docker-calls.js'
import { startBrowser } from './process/browser.js'
import { type RunningCommand, startCommand } from './process/run-command.js'
import { waitFor } from './process/wait-for.js'
import { baseModule, childModule } from './workspace/module-files.js'
import { giveToOtherUser, type OtherUser } from './workspace/other-user.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

const SAMPLE = join(import.meta.dirname, '../../../modules/hello-python')
const MIRRORS = process.env['MODULE_IMAGES_TEST_MIRRORS']
/** Debian's packages of Jupyter are downloaded once. */
const BUILD_MS = 1_200_000

process.stderr.write(
  '\n!!! NOT TESTED: a real RStudio Server, which is neither in Debian nor in a registry of this machine. A stand-in for the /init of ' +
    "Rocker's images takes its place.\n\n",
)

/** The sample module as it is, with Debian's Jupyter Notebook. */
function pythonModule(): Record<string, string | Buffer> {
  const entries = readdirSync(SAMPLE, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const files = entries.map((entry) => join(entry.parentPath, entry.name))
  const named = Object.fromEntries(files.map((file) => [`modules/hello-python${file.slice(SAMPLE.length)}`, readFileSync(file, 'utf8')]))
  const dockerfile = named['modules/hello-python/Dockerfile'] ?? ''
  return { ...named, 'modules/hello-python/Dockerfile': dockerfile.replace(' python3-pip ', ' python3-pip jupyter-notebook ') }
}

/** As Rocker's: process 1 and root, makes the user of these variables, and serves a page that asks for user and password. */
const RSERVER_INIT = `#!/bin/sh
[ "$$" = 1 ] && [ "$(id -u)" = 0 ] && [ "$RUNROOTLESS" = false ] || exit 3
grep -q '^session-default-working-dir=/workspace/modules/stand-in$' /etc/rstudio/rsession.conf || exit 4
echo "rstudio:x:$USERID:$GROUPID::/tmp:/bin/sh" >>/etc/passwd
printf '/:rstudio:%s\\n' "$PASSWORD" >/tmp/httpd.conf
mkdir /tmp/www && echo '<title>RStudio stand-in</title>' >/tmp/www/index.html
su rstudio -c 'touch /workspace/modules/stand-in/made'
exec httpd -f -p 8787 -h /tmp/www -c /tmp/httpd.conf
`

describe('a notebook of an image', () => {
  const { workspace } = usePackedWorkspace({
    files: (workspace) => ({
      ...pythonModule(),
      ...baseModule(workspace),
      ...childModule(
        workspace,
        'stand-in',
        [
          'COPY --chmod=755 init /init',
          'COPY --chmod=755 init /bin/rserver',
          'RUN mkdir -p /etc/rstudio /tmp && touch /etc/passwd && chmod 1777 /tmp',
        ],
        { init: RSERVER_INIT },
      ),
    }),
  })
  let user: OtherUser
  let browser: Browser
  let bin = ''

  beforeAll(async () => {
    workspace.write({
      '../browser.sh': `#!/bin/sh\necho "$1" >'${workspace.sandbox}/opened.part' && mv '${workspace.sandbox}/opened.part' '${workspace.sandbox}/opened'\n`,
    })
    bin = join(workspace.root, 'node_modules/.bin')
    user = giveToOtherUser(workspace)
    browser = await startBrowser()
    const built = await workspace.nx(['run-many', '-t', 'docker-build'], {
      prefix: user.prefix,
      env: { MODULE_IMAGES_MIRRORS: MIRRORS },
      timeout: BUILD_MS,
    })
    expect(built.exitCode, built.output).toBe(0)
  }, BUILD_MS)
  afterAll(async () => browser?.close())

  const environment = () => ({ ...workspace.env, MODULE_IMAGES_MIRRORS: MIRRORS, BROWSER: join(workspace.sandbox, 'browser.sh') })

  /** Starts a command as the other user; it is stopped when the test is done. */
  function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningCommand {
    const [program = command, ...rest] = [...user.prefix, command, ...args]
    const running = startCommand({ command: program, args: rest, cwd: workspace.root, env: { ...environment(), ...env }, timeout: 280_000 })
    onTestFinished(async () => {
      running.signalGroup('SIGINT')
      await running.done
    })
    return running
  }

  /** What the caller's browser was given. */
  async function opened(): Promise<string> {
    const file = join(workspace.sandbox, 'opened')
    await waitFor('the browser to be started', () => existsSync(file))
    const target = readFileSync(file, 'utf8').trim()
    workspace.remove('../opened')
    return target.startsWith('http') ? target : pathToFileURL(target).href
  }

  async function open(address: string, credentials?: { username: string; password: string }): Promise<Page> {
    const context = await browser.newContext(credentials === undefined ? {} : { httpCredentials: credentials })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.goto(address)
    return page
  }

  const containers = (module: string) => {
    const { image, contentTag } = workspace.receipt(module)
    return workspace.engine.docker('ps', '--all', '--quiet', `--filter=ancestor=${image}:${contentTag}`)
  }

  /** Ctrl-C, after which nothing is there any more. */
  async function endWithCtrlC(running: RunningCommand, module: string): Promise<string> {
    expect(await containers(module)).not.toBe('')
    running.signalGroup('SIGINT')
    const { output } = await running.done
    // Nx ends after a while, whether its tasks are done or not; what they have left to do goes on.
    await waitFor('the container to be gone', async () => (await containers(module)) === '')
    const pages = () => readdirSync(join(workspace.root, 'dist/images')).filter((name) => name.includes('page'))
    await waitFor('the file of the page to be gone', () => pages().length === 0)
    return output
  }

  it("Jupyter of hello-python opens in a browser, runs code, and its files are the caller's", async () => {
    const docker = noteDockerCalls(join(workspace.sandbox, 'noted'), workspace.env['PATH'])
    const running = start(join(bin, 'module-images'), ['run', 'hello-python', '--preset', 'notebook', '--open'], docker.env)
    const page = await open(await opened())
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/tree/)
    await page.getByText('run.sh').waitFor()
    const token = /token=(\w{40})/.exec(readFileSync(findPageFile(workspace.root), 'utf8'))?.[1] ?? expect.unreachable()
    await runCode(page, "import numpy, os; open('made.txt', 'w').write(f'{os.getuid()} {numpy.arange(4).sum()}')")
    const made = join(workspace.root, 'modules/hello-python/made.txt')
    await waitFor('the code to have run', () => existsSync(made) && readFileSync(made, 'utf8') !== '')
    expect([readFileSync(made, 'utf8'), statSync(made).uid]).toEqual([`${user.uid} 6`, user.uid])
    const output = await endWithCtrlC(running, 'hello-python')
    expect(output).toMatch(/^hello-python {2}Jupyter: http:\/\/127\.0\.0\.1:\d+$/m)
    const calls = docker.take()
    expect(calls.filter((call) => call.startsWith('container run ') && call.includes('--publish=127.0.0.1:'))).toHaveLength(1)
    expect([output, ...calls].filter((text) => text.includes(token))).toEqual([])
  })

  it('at a terminal the address with its token is shown once', async () => {
    const command = `${bin}/module-images run hello-python --preset jupyter`
    const running = start('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
      TERM: 'xterm',
      SHELL: '/bin/sh',
    })
    await running.said('?token=')
    await waitFor('the whole address', () => containers('hello-python').then((all) => all !== ''))
    running.signalGroup('SIGTERM')
    const { output } = await running.done
    const addresses = [...output.matchAll(/http:\/\/127\.0\.0\.1:\d+\/\?token=\w{40}/g)].map(String)
    expect(addresses, output).toHaveLength(1)
    await waitFor('the container to be gone', async () => (await containers('hello-python')) === '')
  })

  it('by nx the token is in a file of the caller alone, and in nothing that Nx keeps', async () => {
    const running = start(join(bin, 'nx'), ['docker-run', 'hello-python', '--preset=notebook'])
    await running.said('the way in is in ')
    const file = findPageFile(workspace.root)
    const text = readFileSync(file, 'utf8')
    expect([statSync(file).uid, statSync(file).mode & 0o777]).toEqual([user.uid, 0o600])
    const page = await open(pathToFileURL(file).href)
    await page.getByText('run.sh').waitFor()
    const token = /token=(\w{40})/.exec(text)?.[1] ?? expect.unreachable()
    const output = await endWithCtrlC(running, 'hello-python')
    const kept = readdirSync(join(workspace.root, '.nx'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const holding = kept.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(token))
    expect([output.includes(token), holding]).toEqual([false, []])
  })

  it('--open reads the address of any other server, with its token, from the log', async () => {
    const port = await occupy(false)
    const serve = 'jupyter notebook --ip=0.0.0.0 --no-browser'
    const args = ['run', 'hello-python', `--publish=${port}:8888`, '--open', '--command', serve]
    const running = start(join(bin, 'module-images'), args)
    const page = await open(await opened())
    await page.waitForURL(new RegExp(`^http://127\\.0\\.0\\.1:${port}/tree`))
    await page.getByText('run.sh').waitFor()
    expect(await endWithCtrlC(running, 'hello-python')).toContain(`hello-python  page: http://127.0.0.1:${port}\n`)
  })

  it('RStudio Server, a stand-in: the page takes the password of this run, and files belong to the caller', async () => {
    const running = start(join(bin, 'module-images'), ['run', 'stand-in', '--preset', 'notebook', '--open'])
    const address = await opened()
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    const [, username = '', password = ''] =
      /User <code>(\w+)<\/code>, password <code>(\w{40})<\/code>/.exec(readFileSync(findPageFile(workspace.root), 'utf8')) ?? []
    expect(username).toBe('rstudio')
    expect((await fetch(address)).status).toBe(401)
    expect(await (await open(address, { username, password })).title()).toBe('RStudio stand-in')
    expect(statSync(join(workspace.root, 'modules/stand-in/made')).uid).toBe(user.uid)
    expect(await endWithCtrlC(running, 'stand-in')).not.toContain(password)
  })

  it('a port that is in use is one error where it was asked for, and passed over by a preset', async () => {
    const port = await occupy(true)
    const refused = await start(join(bin, 'module-images'), ['run', 'hello-python', `--publish=${port}:8888`, '--command', 'echo never'])
      .done
    expect([refused.exitCode, refused.stdout], refused.output).toEqual([1, ''])
    expect(refused.output).toContain(`✗ error[port-in-use]: Another program listens at 127.0.0.1:${port}.`)
    await occupy(true, 8787)
    const running = start(join(bin, 'module-images'), ['run', 'stand-in', '--preset', 'rstudio'])
    await running.said('the way in is in ')
    expect(await endWithCtrlC(running, 'stand-in')).toMatch(/^stand-in {2}RStudio Server: http:\/\/127\.0\.0\.1:87(?!87)\d\d\/$/m)
  })

  it.each([
    [1, ['run', 'base', '--preset', 'notebook'], 'error[no-preset]: The image of base has no RStudio Server and no Jupyter.'],
    [1, ['run', 'stand-in', '--preset', 'jupyter'], 'It has RStudio Server: --preset=rstudio.'],
    [1, ['run', 'stand-in', '--preset', 'rstudio', '--network', 'host'], "error[bad-publish]: With the network 'host'"],
    [1, ['run', 'stand-in', '--open'], 'error[no-page-to-open]'],
    [2, ['run', 'stand-in', '--publish', 'x', '--command', 'true'], "error[bad-publish]: 'x' is not a port."],
  ])('refuses with %i %j', async (code, args, words) => {
    const { exitCode, output } = await start(join(bin, 'module-images'), args).done
    expect(exitCode, output).toBe(code)
    expect(output.replaceAll(/\s+/g, ' ')).toContain(words)
  })
})

/** The one way in that is there. */
function findPageFile(root: string): string {
  const images = join(root, 'dist/images')
  const [folder = ''] = readdirSync(images).filter((name) => name.startsWith('module-images-page-'))
  return join(images, folder, 'open.html')
}

/** A port, with a program that listens there or without. @param wanted 0 for any; taken already is as good */
async function occupy(stays: boolean, wanted = 0): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1')
  await Promise.race([once(server, 'listening'), once(server, 'error')])
  const port = server.listening ? (server.address() as AddressInfo).port : wanted
  if (stays) onTestFinished(() => void server.close())
  else await new Promise((resolve) => server.close(resolve))
  return port
}

/** Runs a line in a new kernel, as a cell of a notebook does. https://jupyter-client.readthedocs.io/en/latest/messaging.html#execute */
async function runCode(page: Page, code: string): Promise<void> {
  await page.evaluate(`(async () => {
    const xsrf = /_xsrf=([^;]+)/.exec(document.cookie)?.[1] ?? ''
    const answer = await fetch('/api/kernels', { method: 'POST', headers: { 'X-XSRFToken': xsrf }, body: '{}' })
    if (answer.status !== 201) throw new Error('no kernel: ' + answer.status)
    const { id } = await answer.json()
    const socket = new WebSocket('ws://' + location.host + '/api/kernels/' + id + '/channels')
    await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }))
    const header = { msg_id: '1', username: '', session: '1', msg_type: 'execute_request', version: '5.3' }
    const content = { code: ${JSON.stringify(code)}, silent: false, store_history: false, user_expressions: {}, allow_stdin: false }
    socket.send(JSON.stringify({ header, parent_header: {}, metadata: {}, content, channel: 'shell', buffers: [] }))
  })()`)
}
