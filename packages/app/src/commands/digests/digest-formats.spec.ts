import { describe, expect, it } from 'vitest'
import type { ImageDigests, PublishedImage } from '@module-images/core'
import { DIGEST_FORMATS, findDigestFormat, renderDigests } from './digest-formats.js'
import type { DigestFormat, DigestFormatName } from './digest-format.js'

const registry = 'public.ecr.aws/openscpca'
const hex = (digit: string) => digit.repeat(64)

function image(module: string, digit: string, tags: readonly string[] = []): PublishedImage {
  return {
    module,
    image: `${registry}/${module
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-/, '')}`,
    digest: `sha256:${hex(digit)}`,
    key: hex('0'),
    contentTag: `key-${'0'.repeat(32)}`,
    tags: [...tags],
    platforms: ['linux/amd64'],
    size: 1,
    commit: null,
  }
}

const digests: ImageDigests = {
  digests: 1,
  registry,
  images: [image('hello-r', 'a', ['latest', 'v1.2.0']), image('@openscpca/3d-genome', 'b')],
}
const format = (name: DigestFormatName): DigestFormat => findDigestFormat(name, undefined) as DigestFormat
const summary = (name: DigestFormatName, text: string) =>
  format(name)
    .readPins(text, 'file')
    .map(({ reference: { repository, tag, digest }, tags, line }) => ({ repository, tag, digest, tags, line }))

describe.each(DIGEST_FORMATS)('$name', ({ name, readPins, fileNames }) => {
  it('reads back what it writes', () => {
    const pins = readPins(renderDigests(digests, format(name), undefined), 'file')
    expect(pins.map(({ reference: { host, repository, digest } }) => `${host}/${repository}@${digest}`)).toEqual(
      digests.images.map(({ image: repository, digest }) => `${repository}@${digest}`),
    )
    expect(pins.every(({ line }) => line > 1)).toBe(true)
  })

  it('has files that no other format takes', () => {
    const files = {
      json: 'digests.json',
      nextflow: 'conf/containers.config',
      snakemake: 'containers.yml',
      apptainer: 'bin/pull-images.sh',
      env: 'images.env',
    }
    expect(fileNames.test(files[name])).toBe(true)
    expect(DIGEST_FORMATS.filter((other) => other.fileNames.test(files[name])).map((other) => other.name)).toEqual([name])
  })

  it('holds no more than the file where there is no image', () => {
    expect(readPins(renderDigests({ ...digests, images: [] }, format(name), undefined), 'file')).toEqual([])
  })
})

describe('json', () => {
  it('tells the tags and the line of each digest', () => {
    const text = renderDigests(
      { ...digests, images: [{ ...image('digest', 'c', ['digest']), commit: 'digest' }, image('x', 'd')] },
      format('json'),
      undefined,
    )
    const lines = text.split('\n')
    const pins = summary('json', text)
    expect(pins.map(({ tags }) => tags)).toEqual([['digest'], []])
    expect(pins.map(({ line, digest }) => lines[line - 1]?.includes(String(digest)))).toEqual([true, true])
  })

  it('reads any other JSON for the images in it', () => {
    const text = `{\n "a": "${registry}/a:v1",\n "path": "results/x.tsv", "url": "https://example.org/a:1"\n}`
    expect(summary('json', text)).toEqual([{ repository: 'openscpca/a', tag: 'v1', digest: undefined, tags: [], line: 2 }])
  })

  it('leaves the comments of a dev container out', () => {
    const text = `{\n // "${registry}/not:this"\n "image": /* "${registry}/nor:this" */ "${registry}/a:v1",\n}`
    expect(summary('json', text)).toEqual([{ repository: 'openscpca/a', tag: 'v1', digest: undefined, tags: [], line: 3 }])
  })

  it.each(['{', '{ "digests": 1, "images": [{}] }', '{ "digests": 0, "images": [], "registry": "x" }'])('refuses %j', (text) => {
    expect(() => format('json').readPins(text, 'd.json')).toThrow(expect.objectContaining({ code: 'bad-digests-file' }))
  })
})

describe('nextflow', () => {
  it('is what a pipeline takes in', () => {
    expect(renderDigests(digests, format('nextflow'), undefined)).toBe(`// Made by module-images digests.
// Images of public.ecr.aws/openscpca
params {
    hello_r_container = 'public.ecr.aws/openscpca/hello-r@sha256:${hex('a')}' // v1.2.0
    _3d_genome_container = 'public.ecr.aws/openscpca/openscpca-3d-genome@sha256:${hex('b')}' // key-${'0'.repeat(32)}
}
`)
  })

  it('reads the file of old, and pipelines', () => {
    const text = `// '${registry}/not:this' and an odd quote: it's
params {
  simulate_sce_container = '${registry}/simulate-sce:v0.2.4' /* "${registry}/nor:this" */
  filled = "\${params.registry}/hello-r:v1"
  plain = "${registry}/b@sha256:${hex('b')}"
  long = '''
    ${registry}/c:v1'''
  other = 'docker://quay.io/x/y:z'; path = '/data/x:y'; name = 'a/b:c'
}`
    expect(summary('nextflow', text).map(({ repository, tag, line }) => `${repository} ${tag} ${line}`)).toEqual([
      'openscpca/simulate-sce v0.2.4 3',
      'openscpca/b undefined 5',
      'openscpca/c v1 6',
      'x/y z 8',
    ])
  })

  it.each(['class', 'delegate', 'null'])('refuses to name a parameter %s', (module) => {
    const render = (pattern: string) => renderDigests({ ...digests, images: [image(module, 'a')] }, format('nextflow'), pattern)
    expect(() => render('{module}')).toThrow(expect.objectContaining({ code: 'bad-parameter-name' }))
    expect(render('{module}_container')).toContain(`    ${module}_container = '`)
  })

  it("leaves no way out of a string, whatever a module's name and image are", () => {
    const name = "x'\n} evil { \\u0027 ${1} */ //"
    const hostile = { ...image(name, 'a'), image: "a'\\u0027\n$x" }
    const text = renderDigests({ ...digests, images: [hostile] }, format('nextflow'), undefined)
    expect(text.split('\n').slice(2)).toEqual([
      'params {',
      `    x_evil_u0027_1__container = 'a\\'\\\\u0027\\n$x@sha256:${hex('a')}' // key-${'0'.repeat(32)}`,
      '}',
      '',
    ])
  })
})

describe('snakemake', () => {
  it('is a configuration by name', () => {
    expect(renderDigests(digests, format('snakemake'), undefined)).toBe(`# Made by module-images digests.
# Images of public.ecr.aws/openscpca
containers:
  "hello_r": "docker://public.ecr.aws/openscpca/hello-r@sha256:${hex('a')}" # v1.2.0
  "_3d_genome": "docker://public.ecr.aws/openscpca/openscpca-3d-genome@sha256:${hex('b')}" # key-${'0'.repeat(32)}
`)
  })

  it('reads files of rules as well', () => {
    const text = `rule a:\n  container: "docker://${registry}/a:v1" # "${registry}/not:this"\n  shell: '''\n    it's "quoted" '''\n  x: '${registry}/b:v2'\n`
    const pins = format('snakemake').readPins(text, 'workflow/Snakefile')
    expect(pins.map(({ reference: { repository }, line }) => `${repository} ${line}`)).toEqual(['openscpca/a 2', 'openscpca/b 5'])
  })

  it('names the line of a file that is no YAML', () => {
    expect(() => format('snakemake').readPins('a: 1\nb: "x', 'c.yml')).toThrow(
      expect.objectContaining({ code: 'bad-digests-file', place: { file: 'c.yml', line: 2 } }),
    )
  })
})

describe('env', () => {
  it('is one variable an image', () => {
    expect(renderDigests(digests, format('env'), undefined)).toBe(`# Made by module-images digests.
# Images of public.ecr.aws/openscpca
# v1.2.0
HELLO_R_CONTAINER=public.ecr.aws/openscpca/hello-r@sha256:${hex('a')}
# key-${'0'.repeat(32)}
_3D_GENOME_CONTAINER=public.ecr.aws/openscpca/openscpca-3d-genome@sha256:${hex('b')}
`)
  })

  it('reads shell scripts as well', () => {
    const text = `#!/bin/sh\nexport A="${registry}/a:v1"\nB='${registry}/b:v2' # ${registry}/c:v3\n# C=${registry}/c:v3\n`
    expect(summary('env', text).map(({ repository, line }) => `${repository} ${line}`)).toEqual(['openscpca/a 2', 'openscpca/b 3'])
  })
})

describe('apptainer', () => {
  it('is read back by whatever name its script has', () => {
    const text = renderDigests(digests, format('apptainer'), undefined)
    const byName = findDigestFormat(undefined, 'bin/fetch-containers.sh')
    expect(byName?.readPins(text, 'file')).toEqual(format('apptainer').readPins(text, 'file'))
  })
})

describe('names of parameters', () => {
  const render = (modules: readonly string[], pattern?: string, name: DigestFormatName = 'nextflow') =>
    renderDigests({ ...digests, images: modules.map((module) => image(module, 'a')) }, format(name), pattern)

  it.each(['container', '{module}-x', '{modul}', "{module}'", ''])('cannot follow the pattern %j', (pattern) => {
    expect(() => render(['a'], pattern)).toThrow(expect.objectContaining({ code: 'bad-name-pattern' }))
  })

  it('are never shared', () => {
    expect(() => render(['a-b', 'a_b'])).toThrow(expect.objectContaining({ code: 'parameter-name-collision' }))
  })

  it('are nothing to the lock', () => {
    expect(() => render(['a'], '{module}', 'json')).toThrow(expect.objectContaining({ code: 'no-parameters' }))
  })
})
