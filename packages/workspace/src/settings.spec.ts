import { workflowOptionsSchema } from '@module-images/core'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { createModuleMatcher, parseRegistry, parseRegistryKind, parseSettings } from './settings.js'

describe('parseSettings', () => {
  it('fills in the defaults', () => {
    expect(parseSettings(undefined)).toEqual({
      modules: ['modules/*'],
      activation: 'opt-out',
      engine: 'auto',
      registry: 'public.ecr.aws/openscpca',
      registryKind: undefined,
      repositoryPage: {},
      tags: ['latest'],
      movableTags: ['latest'],
      tipRemote: 'origin',
      platforms: ['linux/amd64'],
      mirrors: [],
      parallelBuilds: undefined,
      prune: false,
      externalImages: [],
      pipelineNames: {},
      workflows: v.parse(workflowOptionsSchema, {}),
      targets: { build: 'docker-build', push: 'docker-push', run: 'docker-run', shell: 'docker-shell', load: 'docker-load' },
      checks: { target: 'docker-check', rules: {}, lockAgeDays: 180 },
    })
  })

  it.each([
    ['./modules/*', 'modules/*'],
    ['modules/*/', 'modules/*'],
    ['.//modules/./*//', 'modules/*'],
    ['!./modules/old-*/', '!modules/old-*'],
    ['modules/**', 'modules/**'],
    ['./', '.'],
  ])('reads the glob %s as %s', (written, glob) => {
    expect(parseSettings({ modules: written }).modules).toEqual([glob])
    expect(parseSettings({ modules: ['analyses/*', written] }).modules).toEqual(['analyses/*', glob])
  })

  it.each(['modules\\*', '.\\modules\\*', '', '!', '/modules/*', '//modules', '../modules/*', 'modules/../x'])(
    'refuses the glob %j and says why',
    (glob) => {
      const why = expect.stringMatching(/(folders with \/|below the workspace root)\n.*at modules/) as string
      for (const modules of [glob, [glob]])
        expect(() => parseSettings({ modules })).toThrow(expect.objectContaining({ code: 'bad-plugin-options', message: why }))
    },
  )

  it.each([
    [{ registri: 'x' }, 'registri'],
    [{ platforms: ['amd64'] }, 'platforms'],
    [{ tags: [] }, 'tags'],
    [{ parallelBuilds: 0 }, 'parallelBuilds'],
    [{ externalImages: [''] }, 'externalImages'],
    [{ externalImages: 'tools/*' }, 'externalImages'],
    [{ modules: 3 }, 'modules'],
    [{ registryKind: 'quay' }, 'registryKind'],
    [{ repositoryPage: { logo: '../logo.png' } }, 'repositoryPage'],
    [{ repositoryPage: { logo: '/etc/passwd' } }, 'repositoryPage'],
    [{ repositoryPage: { lego: 'x' } }, 'repositoryPage'],
    [{ workflows: { runner: 'a b' } }, 'workflows.runner'],
  ])('refuses %j, naming the option', (options, name) => {
    expect(() => parseSettings(options)).toThrow(
      expect.objectContaining({ code: 'bad-plugin-options', message: expect.stringContaining(name) as string, place: { file: 'nx.json' } }),
    )
  })
})

describe('parseRegistry', () => {
  it.each([
    ['public.ecr.aws/openscpca', 'public.ecr.aws/openscpca'],
    ['127.0.0.1:5000/openscpca/', '127.0.0.1:5000/openscpca'],
    ['registry:5000', 'registry:5000'],
    ['localhost/a/b', 'localhost/a/b'],
    ['GHCR.io/a', 'ghcr.io/a'],
  ])('reads %s', (text, registry) => expect(parseRegistry(text, 'test')).toBe(registry))

  it.each(['', 'https://ghcr.io/a', 'openscpca', 'ghcr.io/OpenScPCA', 'ghcr.io/a:latest', 'ghcr.io/../a', 'gh cr.io', '$(id).io/a'])(
    'refuses %j',
    (text) => {
      expect(() => parseRegistry(text, 'MODULE_IMAGES_REGISTRY')).toThrow(expect.objectContaining({ code: 'bad-registry' }))
    },
  )
})

describe('parseRegistryKind', () => {
  it('reads a kind', () => expect(parseRegistryKind('ghcr', 'test')).toBe('ghcr'))

  it('refuses what is none, naming the kinds', () => {
    expect(() => parseRegistryKind('quay', 'MODULE_IMAGES_REGISTRY_KIND')).toThrow(
      expect.objectContaining({
        code: 'bad-registry-kind',
        fix: expect.stringContaining('ecr-public, ecr, ghcr, docker-hub, gitlab, oci') as string,
      }),
    )
  })
})

describe('createModuleMatcher', () => {
  it('takes several globs and leaves out the negated', () => {
    const isModule = createModuleMatcher({ modules: ['analyses/*', 'tools/**/image', '!analyses/old-*'] })
    const roots = ['analyses/a', 'analyses/old-a', 'analyses/a/b', 'tools/x/y/image', 'modules/a', '.']
    expect(roots.filter(isModule)).toEqual(['analyses/a', 'tools/x/y/image'])
  })
})
