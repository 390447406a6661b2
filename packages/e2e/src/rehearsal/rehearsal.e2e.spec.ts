import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestEngine } from '../engine/test-engine.js'
import { type DebianRegistry, startDebianRegistry } from '../registry/debian-registry.js'
import { type CaseName, isLong } from './cases.js'
import type { RehearsalEvent } from './event.js'
import { firstModules, soloModule } from './modules.js'
import { attested, check, jobsOf, labelsOf, logOf, type Observed, startedBy } from './observed.js'
import { type Circumstances, createRehearsal, type Rehearsal } from './rehearsal.js'

const AFFECTED = 'docker_affected.yml'
const PUSH = { kind: 'push', branch: 'main' } as const

/** A row of the report that a job puts in its summary. */
const BASE_BUILT = /^\| base \| built /m

const MINUTES = 60_000

/** @param number of the pull request that was pushed to again */
type PullCircumstances = Circumstances & { readonly fork?: boolean; readonly number?: number }

/** One history of a repository: each case goes on where the last one stopped. */
describe('on GitHub', { timeout: 10 * MINUTES }, () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mi-rehearsal-')))
  let outside: DebianRegistry
  let stage: Rehearsal

  beforeAll(async () => {
    outside = await startDebianRegistry(folder, { isPrivate: false })
    await publishOutside('1')
    stage = await createRehearsal((workspace) =>
      workspace.write(firstModules({ host: workspace.registry, outside: `${outside.host}/os:1` })),
    )
  }, 10 * MINUTES)

  afterAll(() => stage?.dispose())
  afterAll(() => outside?.stop())
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** The image `os:1`, of another registry. */
  async function publishOutside(content: string, more = ''): Promise<void> {
    const [context, image] = [join(folder, `os-${content}`), `${outside.host}/os:1`]
    mkdirSync(context)
    writeFileSync(join(context, 'Dockerfile'), `FROM scratch\nCOPY os.txt /\n${more}`)
    writeFileSync(join(context, 'os.txt'), `${outside.host} ${content}\n`)
    const engine = await createTestEngine(join(folder, `docker-${content}`))
    await engine.docker('build', '--quiet', '--tag', image, context)
    await engine.docker('push', '--quiet', image)
    await engine.docker('rmi', image)
  }

  async function happen(event: RehearsalEvent, circumstances?: Circumstances): Promise<Observed> {
    const before = await stage.registry.published()
    const runs = await stage.happen(event, circumstances)
    return { runs, before, after: await stage.registry.published() }
  }

  let pulls = 0
  const pullRequest = (head: string, { fork = false, number = (pulls += 1), ...circumstances }: PullCircumstances = {}) =>
    happen({ kind: 'pull_request', number, head, base: 'main', fork }, circumstances)

  const lock = (module: string, content: string) => ({ [`modules/${module}/${module}.lock`]: `${stage.registry.host} ${content}\n` })

  it(title('first push'), async () => {
    const observed = await happen(PUSH)
    check('first push', observed)
    expect(jobsOf(observed, AFFECTED)).toEqual({
      plan: 'success',
      'Publish base / push': 'success',
      'Publish outer / push': 'success',
      'Publish solo / push': 'success',
      'Publish child / push': 'success',
      'docker-images': 'success',
    })
    expect(attested(observed)).toEqual(['base', 'child', 'outer', 'solo'])
    expect(labelsOf(observed, 'Publish outer / push')).toEqual(['self-hosted', 'big'])
    expect(labelsOf(observed, 'Publish solo / push')).toBe('ubuntu-latest')
  })

  it(title('lockfile change'), async () => {
    await stage.repository.branch('lockfile', () => stage.workspace.write(lock('solo', '2')))
    const observed = await pullRequest('lockfile')
    check('lockfile change', observed)
    expect(jobsOf(observed, AFFECTED)).toEqual({
      plan: 'success',
      check: 'success',
      'Test build of solo / test-build': 'success',
      'docker-images': 'success',
    })
  })

  it(title('second push'), async () => {
    await stage.repository.amend('lockfile', () => stage.workspace.write({ 'modules/solo/README.md': 'More.\n' }))
    const observed = await pullRequest('lockfile', { number: pulls })
    check('second push', observed)
    expect(jobsOf(observed, AFFECTED)).toEqual({ plan: 'success', check: 'success', 'docker-images': 'success' })
  })

  it(title('second push of the lockfile'), async () => {
    await stage.repository.amend('lockfile', () => stage.workspace.write(lock('solo', '2b')))
    check('second push of the lockfile', await pullRequest('lockfile', { number: pulls }))
  })

  it(title('merge queue'), async () => {
    const observed = await happen({ kind: 'merge_group', number: pulls, head: 'lockfile', base: 'main' })
    check('merge queue', observed)
    expect(jobsOf(observed, AFFECTED)).toMatchObject({ check: 'success', 'docker-images': 'success' })
  })

  it(title('merge'), async () => {
    await stage.repository.merge('lockfile')
    const observed = await happen(PUSH)
    check('merge', observed)
    expect(jobsOf(observed, AFFECTED)).toEqual({
      plan: 'success',
      'Publish solo / push': 'success',
      'docker-images': 'success',
    })
    expect(attested(observed)).toEqual(['solo'])
  })

  it(title('docs-only merge'), async () => {
    await stage.repository.branch('docs', () => stage.workspace.write({ 'README.md': 'What this is.\n' }))
    await stage.repository.merge('docs')
    const observed = await happen(PUSH)
    check('docs-only merge', observed)
    expect(jobsOf(observed, AFFECTED)).toEqual({ plan: 'success', 'docker-images': 'success' })
  })

  it(title('base and child'), async () => {
    await stage.repository.branch('both', () =>
      stage.workspace.write({ 'modules/base/workspace.txt': `${stage.registry.host} 2\n`, ...lock('child', '3') }),
    )
    const observed = await pullRequest('both')
    check('base and child', observed)
    expect(logOf(observed, 'Test build of child / test-build')).toMatch(BASE_BUILT)
  })

  it(title('fork'), async () => {
    await stage.repository.branch('fork', () => stage.workspace.write(lock('child', '4')))
    check('fork', await pullRequest('fork', { fork: true }))
  })

  it(title('failed build'), async () => {
    const dockerfile = 'FROM public.ecr.aws/openscpca/base:latest\nRUN ["/bin/false"]\n'
    await stage.repository.branch('failing', () => stage.workspace.write({ 'modules/child/Dockerfile': dockerfile, ...lock('solo', '5') }))
    const observed = await pullRequest('failing')
    check('failed build', observed)
    expect(jobsOf(observed, AFFECTED)).toEqual({
      plan: 'success',
      check: 'success',
      'Test build of child / test-build': 'failure',
      'Test build of solo / test-build': 'success',
      'docker-images': 'failure',
    })
  })

  it(title('failed push'), async () => {
    await stage.repository.merge('both')
    await stage.registry.refuseRoles(true)
    const observed = await happen(PUSH)
    await stage.registry.refuseRoles(false)
    check('failed push', observed)
    expect(jobsOf(observed, AFFECTED)).toMatchObject({ 'Publish base / push': 'failure', 'docker-images': 'failure' })
  })

  it(title('re-run after failure'), async () => {
    const observed = await happen(PUSH)
    check('re-run after failure', observed)
    expect(Object.keys(jobsOf(observed, AFFECTED))).toEqual([...['plan', 'Publish base / push', 'Publish child / push', 'docker-images']])
    expect(logOf(observed, 'Publish base / push')).toMatch(BASE_BUILT)
    expect(logOf(observed, 'Publish child / push')).not.toMatch(BASE_BUILT)
    expect(attested(observed)).toEqual(['base', 'child'])
  })

  /** Of a state that main has published already. */
  async function release(name: CaseName, tag: string): Promise<void> {
    await stage.repository.tag(tag)
    const observed = await happen({ kind: 'release', tag })
    check(name, observed, tag)
    expect(jobsOf(observed, 'docker_all-modules.yml')).toEqual({
      plan: 'success',
      'Publish the rest / push': 'success',
      ...{ digests: 'success', attach: 'success' },
    })
    expect(attested(observed)).toEqual([])
    checkAttachments(name, observed, tag)
    for (const [module, tags] of observed.after) if (tags.has(tag)) expect(tags.get(tag), module).toBe(tags.get('latest'))
  }

  /** What a pipeline pins by the release's files is what its tag names. */
  function checkAttachments(name: CaseName, { after }: Observed, tag: string): void {
    const attached = (file: string) => stage.asked(`releases/${tag}/${file}`) ?? ''
    const { images } = JSON.parse(attached('digests.json')) as { images: { module: string; digest: string; tags: string[] }[] }
    const named = [...after].flatMap(([module, tags]) => (tags.has(tag) ? [{ module, digest: tags.get(tag), tags: [tag] }] : []))
    const byModule = (a: { module: string }, b: { module: string }) => (a.module < b.module ? -1 : 1)
    expect(images.map(({ module, digest, tags }) => ({ module, digest, tags }))).toEqual(named.sort(byModule))
    for (const { digest } of images) expect(attached('containers.config'), name).toContain(`@${digest}' // ${tag}\n`)
    // As gzip begins: https://www.rfc-editor.org/rfc/rfc1952#page-5
    expect(attached('catalogue.tar.gz')).toMatch(/^\u001f/)
  }

  it(title('release when nothing changed'), () => release('release when nothing changed', 'v1.1.0'))

  if (!isLong(process.env)) return

  describe('in the long run', () => {
    it(title('code-only change'), async () => {
      await stage.repository.branch('code', () =>
        stage.workspace.write({ 'modules/child/run.sh': '#!/bin/sh\necho changed; cat /child.lock\n' }),
      )
      const observed = await pullRequest('code', { modulesRun: ['child'] })
      check('code-only change', observed)
      expect(jobsOf(observed, AFFECTED)).toEqual({ plan: 'success', check: 'success', 'docker-images': 'success' })
      expect(jobsOf(observed, 'run_child.yml')).toEqual({ 'run-module': 'success' })
      expect(startedBy(observed)).toEqual([AFFECTED, 'run_child.yml'])
      expect(observed.runs[1]?.jobs[0]?.log).toContain(`changed\n${stage.registry.host} 3\n`)
    })

    it(title('two modules'), async () => {
      await stage.repository.branch('two', () => stage.workspace.write({ ...lock('solo', '3'), ...lock('child', '2') }))
      check('two modules', await pullRequest('two'))
    })

    const INACTIVE = JSON.stringify({ name: 'fresh', tags: ['docker:inactive'] })

    it(title('new inactive module'), async () => {
      await stage.repository.branch('fresh', async () => {
        stage.workspace.write({ ...soloModule('fresh', `${stage.registry.host} fresh`), 'modules/fresh/project.json': INACTIVE })
        await stage.sync()
      })
      const observed = await pullRequest('fresh')
      check('new inactive module', observed)
      expect(startedBy(observed)).toEqual([AFFECTED])
      await stage.repository.merge('fresh')
    })

    it(title('activation'), async () => {
      await stage.repository.branch('activation', async () => {
        stage.workspace.write({ 'modules/fresh/project.json': JSON.stringify({ name: 'fresh' }) })
        await stage.sync()
      })
      check('activation', await pullRequest('activation'))
    })

    it(title('merge of the activation'), async () => {
      await stage.repository.merge('activation')
      check('merge of the activation', await happen(PUSH))
    })

    it(title('renamed module'), async () => {
      await stage.repository.branch('rename', async () => {
        await stage.workspace.git('mv', 'modules/solo', 'modules/sole')
        await stage.sync()
      })
      const observed = await pullRequest('rename')
      check('renamed module', observed)
      expect(startedBy(observed)).toEqual([AFFECTED])
    })

    it(title('dispatch during a push'), async () => {
      await stage.repository.branch('more', () => stage.workspace.write(lock('child', '6')))
      await stage.repository.merge('more')
      const byHand = { kind: 'workflow_dispatch', workflow: AFFECTED, branch: 'main', inputs: {} } as const
      const observed = await happen(PUSH, { meanwhile: { step: 'Push', event: byHand } })
      check('dispatch during a push', observed)
      expect(observed.runs.map(({ result, jobs }) => [result, jobs.map(({ name }) => name)])).toEqual([
        ['success', ['plan', 'Publish child / push', 'docker-images']],
        ['success', ['plan', 'docker-images']],
      ])
    })

    it(title('short sign-in'), async () => {
      await stage.repository.branch('short', () => stage.workspace.write(lock('solo', '7')))
      await stage.repository.merge('short')
      await stage.registry.give({ endingSignIns: 1, sessionLifeMs: 3_000 })
      stage.registry.takeCalls()
      const observed = await happen(PUSH)
      await stage.registry.give({ sessionLifeMs: 60 * MINUTES })
      check('short sign-in', observed)
      const calls = stage.registry.takeCalls()
      expect(calls.slice(0, 2)).toEqual(['JobToken', 'AssumeRoleWithWebIdentity'])
      for (const call of ['AssumeRoleWithWebIdentity', 'GetAuthorizationToken']) {
        expect(calls.filter((one) => one === call).length, call).toBeGreaterThan(1)
      }
    })

    it(title('cancelled push'), async () => {
      await stage.repository.merge('rename')
      const observed = await happen(PUSH, { cancelledIn: 'Push' })
      check('cancelled push', observed)
      expect(jobsOf(observed, AFFECTED)).toEqual({ plan: 'success', 'Publish sole / push': 'cancelled', 'docker-images': 'failure' })
    })

    it(title('version release'), async () => {
      await stage.repository.tag('v1.2.0')
      const observed = await happen({ kind: 'release', tag: 'v1.2.0' })
      check('version release', observed, 'v1.2.0')
      expect(attested(observed)).toEqual(['sole'])
      expect(observed.after.get('sole')?.get('latest')).toBeUndefined()
    })

    it(title('deleted module'), async () => {
      await stage.repository.branch('deletion', async () => {
        stage.workspace.remove('modules/fresh')
        await stage.sync()
      })
      await stage.repository.merge('deletion')
      const observed = await happen(PUSH)
      check('deleted module', observed)
      expect([...(await stage.repository.workflowsAt('main')).keys()].filter((file) => file.includes('fresh'))).toEqual([])
      expect(attested(observed)).toEqual([])
      expect(observed.after.get('fresh')?.get('latest')).toBe(observed.before.get('fresh')?.get('latest'))
    })

    it(title('dated release'), () => release('dated release', '2026-11-02'))

    it(title('release of something else'), async () => {
      await stage.repository.tag('nightly')
      const observed = await happen({ kind: 'release', tag: 'nightly' })
      check('release of something else', observed)
      expect(jobsOf(observed, 'docker_all-modules.yml')).toEqual({ plan: 'success' })
    })

    const ALL = 'docker_all-modules.yml'

    it(title('pushed tag'), async () => {
      await stage.repository.tag('v1.3.0')
      const observed = await happen({ kind: 'tag', tag: 'v1.3.0' })
      check('pushed tag', observed, 'v1.3.0')
      expect(jobsOf(observed, ALL)).toEqual({ plan: 'success', 'Publish the rest / push': 'success' })
    })

    /** What jobs have started by its name, one after the other. */
    async function dispatched(): Promise<Observed> {
      const [workflow = '', branch = ''] = (stage.asked('dispatched') ?? '').trim().split('\n').at(-1)?.split(' ') ?? []
      return happen({ kind: 'workflow_dispatch', workflow, branch, inputs: workflow === ALL ? { task: 'publish', tags: '' } : {} })
    }

    it(title('release by a workflow'), async () => {
      await stage.repository.tag('2026-12-01')
      stage.tell('newest-release', '2026-12-01')
      const ended = await happen({ kind: 'workflow_run', name: 'Create a release', conclusion: 'success' })
      expect(jobsOf(ended, ALL)).toEqual({ 'after-release': 'success' })
      const observed = await dispatched()
      check('release by a workflow', observed, '2026-12-01')
      expect(jobsOf(observed, ALL)).toMatchObject({ digests: 'success', attach: 'success' })
      checkAttachments('release by a workflow', observed, '2026-12-01')
    })

    it(title('monthly refresh'), async () => {
      await publishOutside('2')
      const refresh = await happen({ kind: 'schedule', cron: '23 5 1 * *' })
      expect(jobsOf(refresh, ALL)).toEqual({ refresh: 'success', 'refresh-pull-request': 'success' })
      expect(stage.asked('pull-request')).toContain('module-images/refresh')
      check('monthly refresh', await dispatched())
    })

    it(title('unattended refresh'), async () => {
      await stage.repository.branch('unattended', async () => {
        stage.workspace.write({ 'nx.json': stage.workspace.read('nx.json').replace('"owner"', '"refresh": "publish",\n          "owner"') })
        await stage.sync()
      })
      await stage.repository.merge('unattended')
      await publishOutside('3')
      await happen({ kind: 'schedule', cron: '23 5 1 * *' })
      const tested = await dispatched()
      expect(jobsOf(tested, AFFECTED)).toMatchObject({ 'docker-images': 'success', 'merge-refresh': 'success' })
      const published = await dispatched()
      check('unattended refresh', { ...published, runs: [...tested.runs, ...published.runs] })
    })

    it(title('failing refresh'), async () => {
      await publishOutside('4', 'ONBUILD COPY nothing /\n')
      await happen({ kind: 'schedule', cron: '23 5 1 * *' })
      const observed = await dispatched()
      check('failing refresh', observed)
      expect(jobsOf(observed, AFFECTED)).toMatchObject({ 'docker-images': 'failure', report: 'success' })
      expect(jobsOf(observed, AFFECTED)).not.toHaveProperty('merge-refresh')
      expect(stage.asked('issues.md')).toContain('# Newer bases were not published\n')
    })
  })
})

function title(name: CaseName): string {
  return name
}
