import { imageCommit, type ImageDetails, imageSize, type PlatformDetails, renderError } from '@module-images/core'
import { planPackageChanges } from '@module-images/lockfiles'
import type { CatalogueBase, CatalogueFacts, CatalogueModuleFacts, ReleaseFacts } from './catalogue-facts.js'
import type { BaseEntry, LayerEntry, ModuleEntry, ModuleState, PlatformEntry, PublishedEntry, ReleaseEntry, SiteData } from './page-data.js'
import { compareNames, planPackages } from './plan-packages.js'
import { createSourceLinks } from './source-links.js'

/** What the pages show, from what was found out. */
export function planCatalogue(facts: CatalogueFacts): SiteData {
  const modules = [...facts.modules].sort((a, b) => compareNames(a.name, b.name))
  const byName = new Map(modules.map((module) => [module.name, module]))
  const usedBy = planUsers(modules)
  return {
    registry: facts.registry,
    made: facts.made,
    commit: facts.commit ?? null,
    commitUrl: createSourceLinks(facts.repository, facts.commit)?.commit ?? null,
    dirty: facts.dirty,
    repository: facts.repository?.page ?? null,
    runTarget: facts.runTarget,
    packages: planPackages(modules),
    modules: modules.map((module) => planModule(module, facts, byName, usedBy.get(module.name) ?? [])),
  }
}

type Modules = ReadonlyMap<string, CatalogueModuleFacts>

/** Names of the modules that stand on each. */
function planUsers(modules: readonly CatalogueModuleFacts[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>()
  for (const { name, bases } of modules) {
    const parents = new Set(bases.flatMap((base) => (base.kind === 'module' ? [base.module] : [])))
    for (const parent of parents) users.set(parent, [...(users.get(parent) ?? []), name])
  }
  return users
}

function planModule(module: CatalogueModuleFacts, facts: CatalogueFacts, modules: Modules, usedBy: readonly string[]): ModuleEntry {
  const { name, root, image, contentTag, readme, lockfiles } = module
  const details = detailsOf(module)
  const commit = details && imageCommit(details)
  return {
    name,
    root,
    image,
    ...planState(module),
    summary: planSummary(module, details),
    contentTag: contentTag ?? null,
    published: planPublished(module, facts, modules),
    releases: module.releases.map((release, i) => planRelease(release, module.releases[i + 1])),
    bases: module.bases.map((base) => planBase(base, modules)),
    usedBy,
    sourceUrl: createSourceLinks(facts.repository, commit ?? facts.commit)?.folder(root) ?? null,
    lockfiles,
    readme: readme?.html ?? null,
    citation: module.citation,
    licence: details?.platforms[0]?.labels['org.opencontainers.image.licenses'] ?? module.citation.licence ?? null,
  }
}

function planRelease({ tag, details, lockfiles }: ReleaseFacts, before: ReleaseFacts | undefined): ReleaseEntry {
  const [platform] = details.platforms
  const changes = lockfiles && before?.lockfiles ? planPackageChanges(before.lockfiles, lockfiles) : undefined
  const count = (kind: string) => changes?.filter((change) => change.kind === kind).length ?? 0
  return {
    tag,
    digest: details.digest,
    size: platform ? imageSize({ platforms: [platform] }) : 0,
    created: dateOrNull(platform?.created),
    packages: lockfiles
      ? {
          count: lockfiles.reduce((sum, { packages }) => sum + packages.length, 0),
          changes: changes ? { added: count('added'), removed: count('removed'), changed: count('changed') } : null,
        }
      : null,
  }
}

/** Of the image, for people: its own description, else the README's first words. */
function planSummary({ readme }: CatalogueModuleFacts, details: ImageDetails | undefined): string {
  const label = details?.platforms[0]?.labels['org.opencontainers.image.description']
  return shorten(label ?? readme?.summary ?? '')
}

const LONGEST_SUMMARY = 160

function shorten(text: string): string {
  if (text.length <= LONGEST_SUMMARY) return text
  const start = text.slice(0, LONGEST_SUMMARY)
  const [sentences] = /^.*[.!?](?=\s)/.exec(start) ?? []
  return sentences ?? `${start.replace(/\s+\S*$/, '')} …`
}

function planState({ active, error, published }: CatalogueModuleFacts): { state: ModuleState; why: string } {
  if (error) return { state: 'broken', why: renderError(error) }
  if (!active) return { state: 'inactive', why: 'Builds on a laptop; CI leaves it alone.' }
  switch (published.kind) {
    case 'unknown':
      return { state: 'unknown', why: published.reason }
    case 'missing':
      return { state: 'unpublished', why: 'The registry has no image of it yet.' }
    case 'present':
      if (!published.current) return { state: 'behind', why: 'This checkout differs from the image that is published.' }
      if (published.behind.length === 0) return { state: 'published', why: '' }
      return { state: 'behind', why: `The image of this checkout is published; ${published.behind.join(', ')} does not name it yet.` }
  }
}

function detailsOf({ published }: CatalogueModuleFacts): ImageDetails | undefined {
  return published.kind === 'present' ? published.details : undefined
}

function planPublished(module: CatalogueModuleFacts, { repository }: CatalogueFacts, modules: Modules): PublishedEntry | null {
  const { published } = module
  if (published.kind !== 'present') return null
  const { details, tags } = published
  const commit = imageCommit(details)
  return {
    digest: details.digest,
    tags,
    commit,
    commitUrl: createSourceLinks(repository, commit)?.commit ?? null,
    platforms: details.platforms.map((platform) => planPlatform(platform, module.bases, modules)),
    user: details.platforms[0]?.user,
  }
}

function planPlatform(platform: PlatformDetails, bases: readonly CatalogueBase[], modules: Modules): PlatformEntry {
  return {
    platform: platform.platform,
    size: imageSize({ platforms: [platform] }),
    created: dateOrNull(platform.created),
    layers: planLayers(platform),
    shared: planShared(platform, bases, modules),
  }
}

function planLayers({ layers, instructions = [] }: PlatformDetails): LayerEntry[] {
  const known = instructions.length === layers.length
  return layers.map(({ size }, i) => ({ size, instruction: known ? planInstruction(instructions[i] ?? '') : '' }))
}

const LONGEST_INSTRUCTION = 400

/** As in a Dockerfile: builders write down the shell, the number and values of arguments, and themselves. */
function planInstruction(written: string): string {
  const text = written
    .replace(/\s+# buildkit$/, '')
    .replace(/^(?:RUN )?(?:\|\d+ .*?)?\/bin\/(?:ba)?sh (?:-o pipefail )?-c #\(nop\)\s+/, '')
    .replace(/^(?:RUN )?(?:\|\d+ .*?)?\/bin\/(?:ba)?sh (?:-o pipefail )?-c /, 'RUN ')
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > LONGEST_INSTRUCTION ? `${text.slice(0, LONGEST_INSTRUCTION)} …` : text
}

/** The base whose layers an image begins with: of several the one with most of them. */
function planShared(platform: PlatformDetails, bases: readonly CatalogueBase[], modules: Modules): PlatformEntry['shared'] {
  const found = bases.map((base) => {
    const same = baseDetails(base, modules)?.platforms.find((other) => other.platform === platform.platform)
    return [same ? commonStart(platform, same) : 0, base.kind === 'module' ? base.module : base.reference] as const
  })
  const [best] = found.sort(([a], [b]) => b - a)
  return best !== undefined && best[0] > 0 ? best : null
}

function commonStart({ layers }: PlatformDetails, { layers: base }: PlatformDetails): number {
  const end = layers.findIndex(({ digest }, i) => digest !== base[i]?.digest)
  return end < 0 ? layers.length : end
}

function baseDetails(base: CatalogueBase, modules: Modules): ImageDetails | undefined {
  const module = base.kind === 'module' ? modules.get(base.module) : undefined
  return module ? detailsOf(module) : base.details
}

function planBase(base: CatalogueBase, modules: Modules): BaseEntry {
  const built = dateOrNull(baseDetails(base, modules)?.platforms[0]?.created)
  const date = built ?? dateOrNull(base.locked)
  return {
    reference: base.reference,
    module: base.kind === 'module' ? base.module : null,
    digest: base.kind === 'external' ? (base.digest ?? null) : null,
    date,
    dateOf: date === null ? null : built === null ? 'locked' : 'built',
  }
}

/** Builds that are to be the same everywhere say they were made at the very beginning, or 1980: that is no date. */
function dateOrNull(text: string | undefined): string | null {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) || time < Date.UTC(1981) ? null : new Date(time).toISOString()
}
