import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { BUSYBOX } from './prerequisites.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'

/** Programs of the real bases, which do as little as the Dockerfile needs to go on, and tell how they were called. */
const STAND_INS = {
  'apt-get': 'echo "apt-get $*" >> /calls',
  Rscript: 'echo "Rscript $*" >> /calls',
  mamba: 'echo "mamba $*" >> /calls; if [ "$1" = create ]; then mkdir -p "$4/bin" && cp "$6" "$4/from"; fi',
}

const VARIANTS: readonly { readonly name: string; readonly flags: readonly string[]; readonly from?: string }[] = [
  { name: 'plain', flags: ['--env=IN_IMAGE=TRUE'] },
  { name: 'just-r', flags: ['--template=r'] },
  { name: 'with-renv', flags: ['--use-renv'] },
  { name: 'with-python', flags: ['--use-python', '--conda-file-only'], from: 'environment.yml' },
  { name: 'r-and-jupyter', flags: ['--use-r', '--use-jupyter', '--conda-file-only'], from: 'environment.yml' },
  { name: 'all-of-it', flags: ['--template=renv,python', '--use-jupyter', '--conda-file-only'], from: 'environment.yml' },
]

/** The bases are not to be had in tests, so stand-ins take their names; all else is built as it is. */
describe('the Dockerfile of a new module', () => {
  const { workspace } = usePackedWorkspace({ registry: 'none' })
  let standIn: string

  beforeAll(async () => {
    standIn = `${workspace.registry}/stand-in:1`
    const programs = Object.entries(STAND_INS).map(([name, line]) => [`base/${name}`, `#!/bin/sh\n${line}\n`])
    workspace.write({
      'base/busybox': readFileSync(BUSYBOX),
      ...Object.fromEntries(programs.map(([path, text]) => [path, Buffer.from(text ?? '')])),
      'base/Dockerfile': [
        'FROM scratch',
        'ENV PATH=/bin',
        'COPY busybox /bin/busybox',
        'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
        `COPY ${Object.keys(STAND_INS).join(' ')} /bin/`,
        '',
      ].join('\n'),
    })
    await workspace.engine.docker('buildx', 'build', '--load', '--tag', standIn, `${workspace.root}/base`)
    for (const { name, flags } of VARIANTS) {
      const { exitCode, output } = await workspace.nx(['g', '@module-images/nx:module', name, ...flags, '--no-interactive'])
      expect(exitCode, output).toBe(0)
    }
  })

  /** Builds a module on stand-ins and returns what the image says. */
  async function build(name: string, command: readonly string[]): Promise<string> {
    const tag = `${workspace.registry}/${name}:1`
    const bases = [...workspace.read(`modules/${name}/Dockerfile`).matchAll(/^FROM (\S+)/gm)].map(([, base]) => base ?? '')
    const contexts = [...new Set(bases)].flatMap((base) => ['--build-context', `${base}=docker-image://${standIn}`])
    await workspace.engine.docker('buildx', 'build', '--load', '--tag', tag, ...contexts, `${workspace.root}/modules/${name}`)
    return workspace.engine.docker('run', '--rm', tag, ...command)
  }

  it.each(VARIANTS)('builds: $name', async ({ name, from }) => {
    const said = await build(name, ['/bin/sh', '-c', 'echo "in: $IN_IMAGE"; grep -c apt-get /calls; ls -a /opt/module 2>/dev/null || true'])
    const copied = name === 'with-renv' || name === 'all-of-it' ? ['renv.lock'] : name === 'with-python' ? ['environment.yml'] : []
    // apt-get is called by update, install and clean.
    expect(said.split('\n').filter((line) => line !== '.' && line !== '..')).toEqual([
      name === 'plain' ? 'in: TRUE' : 'in: ',
      '3',
      ...copied,
    ])
    if (from === undefined) return
    const prefix = `/opt/conda/envs/${name}`
    const [wanted, used] = [workspace.read(`modules/${name}/${from}`).trim(), await build(name, ['/bin/cat', `${prefix}/from`])]
    expect(used).toBe(wanted)
    expect(await build(name, ['/bin/sh', '-c', 'echo "$PATH"'])).toBe(`${prefix}/bin:/bin`)
  })

  it('installs from conda-lock.yml as soon as there is one', async () => {
    workspace.write({ 'modules/all-of-it/conda-lock.yml': 'version: 1\n' })
    expect(await build('all-of-it', ['/bin/cat', '/opt/conda/envs/all-of-it/from'])).toBe('version: 1')
  })

  it('is no part of CI: the module builds on request only', async () => {
    const { stdout } = await workspace.nx(['show', 'projects', '--with-target', 'docker-push', '--json'])
    expect(JSON.parse(stdout)).toEqual([])
  })
})
