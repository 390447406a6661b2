import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type CommandResult, runCommand } from './process/run-command.js'
import { baseModule, childModule } from './workspace/module-files.js'
import { giveToOtherUser, type OtherUser } from './workspace/other-user.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

const DEVCONTAINER = join(import.meta.dirname, '../../../node_modules/.bin/devcontainer')
/** The schema of the specification, which no package has. */
const SCHEMA = 'https://raw.githubusercontent.com/devcontainers/spec/main/schemas/devContainer.base.schema.json'

const schema = await readSchema()
if (schema === undefined) {
  const place = `Name a copy of ${SCHEMA} in MODULE_IMAGES_DEVCONTAINER_SCHEMA.`
  process.stderr.write(`\n!!! NOT TESTED: dev containers by the schema of their specification, which is out of reach. ${place}\n\n`)
}

describe('a dev container', () => {
  const { workspace } = usePackedWorkspace({
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'tool', ['COPY tool.txt /'], {
        'tool.txt': 'from the image\n',
        'renv.lock': '{}',
        'project.json': JSON.stringify({
          name: 'tool',
          targets: { 'docker-run': { options: { mount: ['given'], env: ['E2E_TOKEN'] } } },
        }),
      }),
      ...childModule(workspace, 'named', [
        "RUN printf 'root:x:0:0::/:/bin/sh\\nanalyst:x:4321:4321::/home:/bin/sh\\n' >/etc/passwd && printf 'root:x:0:\\nanalyst:x:4321:\\n' >/etc/group && mkdir /home",
        'USER analyst',
      ]),
      'given/words.txt': 'given\n',
    }),
  })
  let user: OtherUser

  beforeAll(async () => {
    user = giveToOtherUser(workspace)
    // The tool asks for the name of its user, and a number of the tests has none.
    workspace.write({ '../bin/id': '#!/bin/sh\n[ "$*" = "-u -n" ] && echo tester || exec /usr/bin/id "$@"\n' })
    chmodSync(join(workspace.sandbox, 'bin/id'), 0o755)
    const pushed = await workspace.nx(['run-many', '-t', 'docker-push'], { prefix: user.prefix })
    expect(pushed.exitCode, pushed.output).toBe(0)
  })

  const fileOf = (module: string) => `.devcontainer/${module}/devcontainer.json`
  const generate = (module: string) => workspace.nx(['g', '@module-images/nx:devcontainer', module])

  /** What a real tool does with it, as the other user. */
  async function devcontainer(module: string, command: string, ...args: string[]): Promise<CommandResult> {
    const places = ['--workspace-folder', workspace.root, '--config', join(workspace.root, fileOf(module))]
    const words = [...user.prefix, process.execPath, DEVCONTAINER, command, ...places, ...args]
    const path = { PATH: `${workspace.sandbox}/bin:${workspace.env['PATH'] ?? ''}` }
    const env = { ...workspace.env, ...path, UID: String(user.uid), GID: String(user.uid), E2E_TOKEN: 'handed on' }
    return runCommand({ command: words[0] ?? '', args: words.slice(1), cwd: workspace.root, env, timeout: 280_000 })
  }

  /** Makes it and runs a line in it. */
  async function runIn(module: string, line: string): Promise<string> {
    onTestFinished(async () => {
      const ids = await workspace.engine.docker('ps', '--all', '--quiet', `--filter=label=devcontainer.local_folder=${workspace.root}`)
      for (const id of ids.split('\n').filter((one) => one !== '')) await workspace.engine.docker('rm', '--force', id)
      const made = await workspace.engine.images('vsc-workspace-')
      for (const image of made) await workspace.engine.tryDocker('rmi', image)
    })
    const up = await devcontainer(module, 'up')
    expect(up.exitCode, up.output).toBe(0)
    const ran = await devcontainer(module, 'exec', '/bin/sh', '-c', line)
    expect(ran.exitCode, ran.output).toBe(0)
    return ran.stdout
  }

  it.runIf(schema !== undefined)('is as its specification wants it', async () => {
    for (const module of ['tool', 'named']) {
      const generated = await generate(module)
      expect(generated.exitCode, generated.output).toBe(0)
      const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema ?? {})
      const config = JSON.parse(workspace.read(fileOf(module))) as object
      expect([validate(config), validate.errors]).toEqual([true, null])
      expect([validate({ ...config, image: 1 }), validate({ ...config, imgae: 'x' })]).toEqual([false, false])
    }
  })

  it('opens in its own image, at the module, with its data and variables, and files belong to the caller', async () => {
    const generated = await generate('tool')
    expect(generated.exitCode, generated.output).toBe(0)
    const { image, digest } = workspace.receipt('tool')
    expect(JSON.parse(workspace.read(fileOf('tool')))).toMatchObject({
      image: `${image}@${String(digest)}`,
      customizations: { vscode: { extensions: ['REditorSupport.r'] } },
    })
    const line =
      'cat /tool.txt /data/given/words.txt; pwd; echo $E2E_TOKEN; touch made; touch /data/given/made 2>/dev/null || echo "only to read"'
    expect(await runIn('tool', line)).toBe('from the image\ngiven\n/workspace/modules/tool\nhanded on\nonly to read\n')
    expect(statSync(join(workspace.root, 'modules/tool/made')).uid).toBe(user.uid)
  })

  it('a user whom the image names becomes the caller', async () => {
    await generate('named')
    expect(JSON.parse(workspace.read(fileOf('named')))).toMatchObject({ remoteUser: 'analyst' })
    expect(await runIn('named', 'id -un; touch made')).toBe('analyst\n')
    expect(statSync(join(workspace.root, 'modules/named/made')).uid).toBe(user.uid)
  })

  it('moves to another image, by the generator and by digests, and leaves all else', async () => {
    await generate('tool')
    const stale = '{\n  // ours\n  "image": "IMAGE",\n  "postCreateCommand": "make"\n}\n'
    const { image, digest } = workspace.receipt('tool')
    const now = `${image}@${String(digest)}`
    const before = `${image}@sha256:${'0'.repeat(64)}`
    for (const move of [() => generate('tool'), () => workspace.moduleImages(['digests', '--update', fileOf('tool')])]) {
      workspace.write({ [fileOf('tool')]: stale.replace('IMAGE', before) })
      const moved = await move()
      expect(moved.exitCode, moved.output).toBe(0)
      expect(workspace.read(fileOf('tool'))).toBe(stale.replace('IMAGE', now))
    }
  })

  it('of an image that is not published is an error that says what to do', async () => {
    workspace.write({ 'modules/tool/tool.txt': 'changed\n' })
    const { exitCode, output } = await generate('tool')
    workspace.write({ 'modules/tool/tool.txt': 'from the image\n' })
    expect(exitCode, output).toBe(1)
    expect(output).toMatch(/error\[not-published\]: tool: the registry does not have [^]*Publish it first \(npx nx docker-push tool\)/)
  })
})

/** From the file that the environment names, or from where it is published. */
async function readSchema(): Promise<object | undefined> {
  const file = process.env['MODULE_IMAGES_DEVCONTAINER_SCHEMA']
  if (file !== undefined) return JSON.parse(readFileSync(file, 'utf8')) as object
  const reply = await fetch(SCHEMA, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
  return reply?.ok === true ? ((await reply.json()) as object) : undefined
}
