import { describe, expect, it } from 'vitest'
import { parseDockerfile } from '../dockerfile/parse-dockerfile.js'
import { planReads } from '../dockerfile/plan-reads.js'
import type { ContextEntry } from './context-entry.js'
import { followLinks } from './follow-links.js'
import { type IgnoreRules, parseIgnoreRules } from './ignore-rules.js'
import { createInputSelector } from './input-selector.js'
import { type BuildInputs, selectInputs } from './select-inputs.js'

/** `a`, a folder `a/`, a link `a -> b`. Folders on the way come by themselves. */
function listing(...lines: string[]): ContextEntry[] {
  const entries = new Map<string, ContextEntry>()
  for (const line of lines) {
    const [path = '', target] = line.split(' -> ')
    const parts = path.replace(/\/$/, '').split('/')
    parts.slice(1).forEach((_, depth) => {
      const folder = parts.slice(0, depth + 1).join('/')
      entries.set(folder, { kind: 'directory', path: folder })
    })
    const plain = parts.join('/')
    if (target !== undefined) entries.set(plain, { kind: 'symlink', path: plain, target })
    else entries.set(plain, path.endsWith('/') ? { kind: 'directory', path: plain } : { kind: 'file', path: plain })
  }
  return [...entries.values()]
}

/** What a walk with the selector lists, done again as long as links lead further. */
function walk(reads: ReturnType<typeof planReads>, rules: IgnoreRules, entries: readonly ContextEntry[]): ContextEntry[] {
  const links = new Map(entries.flatMap((entry) => (entry.kind === 'symlink' ? [[entry.path, entry.target] as const] : [])))
  const list = (followed: typeof reads) => {
    const selector = createInputSelector(followed, rules)
    const isOpen = (path: string) => path.split('/').every((_, depth, parts) => selector.mayHoldInputs(parts.slice(0, depth).join('/')))
    return entries.filter(({ path, kind }) => isOpen(path) && selector.isInput(path, kind))
  }
  let listed = list(reads)
  for (let followed = reads; ;) {
    const further = followLinks(reads, listed, (path) => links.get(path))
    if (further.sources.length === followed.sources.length) return listed
    followed = further
    listed = list(further)
  }
}

function select(body: string, ignore: string, entries: readonly ContextEntry[]): BuildInputs {
  const reads = planReads(parseDockerfile(`FROM scratch\n${body}`, 'Dockerfile'), { buildArgs: {} })
  const rules = parseIgnoreRules(ignore, '.dockerignore')
  const paths = new Set(entries.map(({ path }) => path))
  const exists = (path: string) => paths.has(path)
  const inputs = selectInputs(reads, rules, entries, exists)
  expect(selectInputs(reads, rules, walk(reads, rules, entries), exists)).toEqual(inputs)
  return inputs
}

const TREE = listing('Dockerfile', 'a.txt', 'b.txt', '.h', 'd/x', 'd/y/z', 'd/e/', 'e/')

describe('what a COPY brings, as tried on BuildKit 0.13', () => {
  it.each<[string, string, string[]]>([
    ['COPY . /o/', '', ['.h', 'Dockerfile', 'a.txt', 'b.txt', 'd/e', 'd/x', 'd/y/z', 'e']],
    ['COPY * /o/', '', ['.h', 'Dockerfile', 'a.txt', 'b.txt', 'd/e', 'd/x', 'd/y/z', 'e']],
    ['COPY d/ /o/', '', ['d/e', 'd/x', 'd/y/z']],
    ['COPY /d/x a.txt/ ../b.txt /o/', '', ['a.txt', 'b.txt', 'd/x']],
    ['COPY d/** /o/', '', ['d/e', 'd/x', 'd/y/z']],
    ['COPY d/*/z /o/', '', ['d/y/z']],
    ['COPY [ab].txt /o/', '', ['a.txt', 'b.txt']],
    ['COPY q*.nope /o/', '', []],
    ['COPY e /o/', '', ['e']],
    ['COPY --exclude=y --exclude=e d /o/', '', ['d/x']],
    ['COPY --exclude=* --exclude=!y d /o/', '', ['d/y/z']],
    ['COPY --parents d/y/z d/./x /o/', '', ['d/x', 'd/y/z']],
    ['COPY --parents **/z /o/', '', ['d/y/z']],
    ['COPY . /o/', 'Dockerfile\n.dockerignore\nd/y', ['.h', 'a.txt', 'b.txt', 'd/e', 'd/x', 'e']],
    ['COPY . /o/', '*\n!d/y/z', ['d/y/z']],
    ['COPY d /o/', 'd/*', ['d']],
    ['RUN --mount=source=d,target=/d x', '', ['d/e', 'd/x', 'd/y/z']],
  ])('%s ignoring %j', (body, ignore, expected) => {
    const { entries, problems } = select(body, ignore, TREE)
    expect(entries.map(({ path }) => path)).toEqual(expected)
    expect(problems).toEqual([])
  })
})

describe('what fails the build', () => {
  const [SHOW, SHOWN] = ['let it through with a last line', 'Let it through with a last line']

  it.each<[string, string, string, string?]>([
    ['COPY nope /o/', '', "'nope' is not in the build context; a COPY needs it."],
    ['ADD a.txt /o/', 'a.*', "'a.txt' is hidden from the build by .dockerignore; an ADD needs it."],
    ['COPY a.txt/x /o/', '', "'a.txt/x' is not in the build context; a COPY needs it."],
    ['COPY nodir/*.txt /o/', '', "'nodir' is not in the build context; a COPY needs it."],
    ['COPY d/*.nope /o/', '', "Nothing in the build context matches 'd/*.nope'; a COPY needs it.", 'Correct the pattern.'],
    [
      'COPY nope /o/',
      '*',
      "'nope' is not in the build context; a COPY needs it.",
      `Add it, or correct the path. It is ignored too: ${SHOW} !nope in .dockerignore.`,
    ],
    [
      'COPY d/nope /o/',
      'd',
      "'d/nope' is not in the build context; a COPY needs it.",
      `Add it, or correct the path. It is ignored too: ${SHOW} !d/nope in .dockerignore.`,
    ],
    [
      'COPY d/x /o/',
      'd',
      "'d/x' is hidden from the build by .dockerignore; a COPY needs it.",
      `${SHOWN} !d/x in .dockerignore, or take it out of the Dockerfile.`,
    ],
    ['COPY Dockerfile /o/', 'Dockerfile', "'Dockerfile' is hidden from the build by .dockerignore; a COPY needs it."],
    ['RUN --mount=source=q,target=/q x', '', "'q' is not in the build context; a bind mount needs it."],
  ])('%s ignoring %j', (body, ignore, message, fix) => {
    const { entries, problems } = select(body, ignore, TREE)
    expect({ entries, problems }).toMatchObject({ entries: [], problems: [{ message, line: 2 }] })
    if (fix !== undefined) expect(problems.map((problem) => problem.fix)).toEqual([fix])
  })

  it('says what is hidden, and so may be let through', () => {
    const hiddenOf = (body: string, ignore: string) => select(body, ignore, TREE).problems.map(({ hidden }) => hidden)
    expect(hiddenOf('COPY a.txt nope /o/', '*')).toEqual(['a.txt', undefined])
    expect(hiddenOf('COPY d/*.nope /o/', 'd')).toEqual([undefined])
  })

  it('finds a folder another COPY has sent', () => expect(select('COPY d/*.nope /o/\nCOPY d/x /p/', '', TREE).problems).toEqual([]))
})

describe('links', () => {
  const LINKS = listing(
    'a',
    'd/x',
    'd/in -> ../a',
    'l -> a',
    'ld -> d',
    'chain -> l',
    'abs -> /a',
    'out -> ../../../a',
    'dead -> nowhere',
    'loop -> loop',
  )

  it.each<[string, string[]]>([
    ['COPY l /o/', ['a', 'l']],
    ['COPY chain /o/', ['a', 'chain', 'l']],
    ['COPY abs /o/', ['a', 'abs']],
    ['COPY out /o/', ['a', 'out']],
    ['COPY ld /o/', ['d/in', 'd/x', 'ld']],
    ['COPY ld/x /o/', ['d/x', 'ld']],
    ['COPY ld/../a /o/', ['a']],
    ['COPY ld/* /o/', ['a', 'd/in', 'd/x', 'ld']],
    ['COPY l*d/x /o/', []],
    ['COPY ou? /o/', ['a', 'out']],
    ['COPY d /o/', ['d/in', 'd/x']],
  ])('%s', (body, expected) => {
    const { entries, problems } = select(body, '', LINKS)
    expect(entries.map(({ path }) => path)).toEqual(expected)
    expect(problems).toEqual([])
  })

  it.each<[string, string, string]>([
    ['COPY dead /o/', '', "'dead', which leads to 'nowhere', is not in the build context; a COPY needs it."],
    ['COPY dea* /o/', '', "'dead', which leads to 'nowhere', is not in the build context; a COPY needs it."],
    ['COPY loop /o/', '', "'loop' leads through more links than BuildKit follows; a COPY needs it."],
    ['COPY l /o/', 'a', "'l', which leads to 'a', is hidden from the build by .dockerignore; a COPY needs it."],
    ['COPY l /o/', 'l', "'l' is hidden from the build by .dockerignore; a COPY needs it."],
    ['COPY [d] /o/', '', "'d/in', which leads to 'a', is not in the build context; a COPY needs it."],
  ])('%s ignoring %j fails', (body, ignore, message) => expect(select(body, ignore, LINKS).problems).toMatchObject([{ message, line: 2 }]))
})

describe('links that lead to one another, as tried on BuildKit 0.13', () => {
  /** `l0` leads to `l1` and so on, the last to a folder with `f` in it. */
  const chain = (links: number, before = '') =>
    listing(...Array.from({ length: links }, (_, index) => `l${index} -> ${before}l${index + 1}`), `l${links}/f`)

  it.each<[string, number, number, string]>([
    ['COPY l0 /o/', 255, 256, ''],
    ['COPY l0/* /o/', 255, 256, ''],
    ['COPY [l]0 /o/', 255, 256, ''],
    ['COPY l0/f /o/', 41, 42, ''],
    ['COPY l0/f /o/', 255, 256, '/'],
    ['RUN --mount=source=l0,target=/x y', 255, 256, ''],
    ['RUN --mount=source=l0/f,target=/x y', 41, 42, ''],
  ])('%s: %i links are followed, %i are too many', (body, most, tooMany, before) => {
    const { entries, problems } = select(body, '', chain(most, before))
    expect(entries).toHaveLength(most + 1)
    expect(problems).toEqual([])
    expect(select(body, '', chain(tooMany, before)).problems).toMatchObject([
      { message: expect.stringContaining('more links than'), line: 2 },
    ])
  })

  it('takes any number of links as links', () => expect(select('COPY . /o/', '', chain(1000)).entries).toHaveLength(1001))

  it('looks at each link once or twice, whatever leads to it', () => {
    const links = Array.from({ length: 3000 }, (_, index): ContextEntry => ({
      kind: 'symlink',
      path: `l${index}`,
      target: `l${index + 1}`,
    }))
    const targets = new Map(links.flatMap((link) => (link.kind === 'symlink' ? [[link.path, link.target]] : [])))
    const looks = new Map<string, number>()
    const reads = planReads(parseDockerfile('FROM scratch\nCOPY l0 l* l9 /o/\n', 'Dockerfile'), { buildArgs: {} })
    followLinks(reads, links, (path) => {
      looks.set(path, (looks.get(path) ?? 0) + 1)
      return targets.get(path)
    })
    expect(looks.size).toBe(3001)
    expect(Math.max(...looks.values())).toBeLessThanOrEqual(2)
  })

  it('ends with links whose ways grow and grow', () => {
    const entries = listing('l -> l/x', 'a -> b/x', 'b -> a/x')
    expect(select('COPY l a /o/', '', entries).problems).toHaveLength(2)
  })
})

it('wants links to lead somewhere in a folder that a pattern matches, not behind a link that it matches', () => {
  const entries = listing('x/c -> ../d', 'd/dead -> nowhere', 'y/d/round -> round/y')
  const { problems, entries: taken } = select('COPY x/* /o/', '', entries)
  expect(taken.map(({ path }) => path)).toEqual(['d/dead', 'x/c'])
  expect(problems).toEqual([])
  expect(select('COPY y/* /o/', '', entries).problems).toHaveLength(1)
})

it('follows links by the text of a pattern, as what is sent does, in folders that are named like one', () => {
  const entries = listing('b/[x]/c/link -> ../..', 'b/z')
  expect(select('COPY b/[x]/c/link /o/', '', entries).problems).toEqual([])
  expect(select('COPY b/[x]/c/none /o/', '', entries).problems).toHaveLength(1)
})

it('keeps the link for which a folder is sent, where a pattern finds nothing in it', () => {
  const inputs = (target: string) => select('COPY b/[x]/l /o/', '', listing('b/[x]/k', `b/[x]/l -> ${target}`, 'c'))
  const link = (target: string) => [{ kind: 'symlink', path: 'b/[x]/l', target }]
  expect(inputs('/')).toEqual({ entries: link('/'), problems: [] })
  expect(inputs('../../b')).toEqual({ entries: link('../../b'), problems: [] })
  expect(inputs('../../c').problems).toHaveLength(1)
})

it('reads names that mean something in globs', () => {
  const names = listing('{a,b}', 'c^d', '(e)', '!f', 'é', '𝒳', '\uffff', 'g\nh')
  expect(select('COPY ["{a,b}","c^d","(e)","!f","/o/"]', '', names).entries.map(({ path }) => path)).toEqual(['(e)', 'c^d', '{a,b}'])
  expect(select('COPY ? /o/', '', names).entries.map(({ path }) => path)).toEqual(['é', '\uffff', '𝒳'])
  expect(select('COPY g?h /o/', '', names).entries.map(({ path }) => path)).toEqual(['g\nh'])
})

it('takes all that is not ignored where a source cannot be known', () => {
  const reads = planReads(parseDockerfile('FROM debian\nCOPY $X /o/', 'f'), { buildArgs: {} })
  const { entries } = selectInputs(reads, parseIgnoreRules('d\n.h', 'i'), TREE, () => true)
  expect(entries.map(({ path }) => path)).toEqual(['Dockerfile', 'a.txt', 'b.txt', 'e'])
})

describe('createInputSelector', () => {
  it('opens nothing but what may hold inputs', () => {
    const reads = planReads(parseDockerfile('FROM scratch\nCOPY renv.lock scripts/*/a.R /o/', 'f'), { buildArgs: {} })
    const selector = createInputSelector(reads, parseIgnoreRules('scripts/raw\ndata\n', 'i'))
    const folders = ['', 'data', 'renv.lock', 'scripts', 'scripts/b', 'scripts/raw', 'scripts/b/c', 'results']
    expect(folders.filter((folder) => selector.mayHoldInputs(folder))).toEqual(['', 'renv.lock', 'scripts', 'scripts/b'])
    expect(['renv.lock', 'scripts/b/a.R', 'scripts/raw/a.R', 'scripts/b', 'a'].filter((path) => selector.isInput(path, 'file'))).toEqual([
      'renv.lock',
      'scripts/b/a.R',
    ])
  })

  it('opens an ignored folder for what is taken back in it', () => {
    const reads = planReads(parseDockerfile('FROM scratch\nCOPY . /o/', 'f'), { buildArgs: {} })
    const selector = createInputSelector(reads, parseIgnoreRules('*\n!a/b/c', 'i'))
    expect(['a', 'a/b', 'a/x', 'd'].filter((folder) => selector.mayHoldInputs(folder))).toEqual(['a', 'a/b'])
  })
})
