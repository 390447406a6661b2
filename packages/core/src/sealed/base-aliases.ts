import { badDockerfile } from '../dockerfile/bad-dockerfile.js'
import type { Dockerfile } from '../dockerfile/parse-dockerfile.js'
import { expandFrom, planReads } from '../dockerfile/plan-reads.js'
import type { BasePlace, BuildVariables } from '../dockerfile/reads.js'

/** What a build takes in place of a base, without `docker-image://`; undefined where what the Dockerfile says will do. */
export type BaseSource = (reference: string) => string | undefined

/** What stands in a place of the Dockerfile in a sealed build. */
export interface PlacedAlias {
  readonly place: BasePlace
  readonly word: string
}

export interface BaseAliases {
  readonly placed: readonly PlacedAlias[]
  /** The image behind each alias, for `--build-context`. */
  readonly contexts: Readonly<Record<string, string>>
  /** What each alias stands for, the longest first. */
  readonly aliases: readonly (readonly [alias: string, reference: string])[]
}

/** Variables that BuildKit sets for each platform, in a form that may end a name: no slash, and nothing empty after a dash. */
const PLATFORM_WORDS = '${TARGETOS}-${TARGETARCH}${TARGETVARIANT}'

/**
 * Gives each base that a build takes from elsewhere an alias, since a named context under a name of the author's would also take
 * the place of a stage of that name.
 *
 * @throws ModuleImagesError `bad-dockerfile` for a FROM that names several images, which no alias tells apart
 */
export function planBaseAliases(dockerfile: Dockerfile, variables: BuildVariables, sourceOf: BaseSource): BaseAliases {
  const places = groupPlaces(dockerfile, variables)
  const prefix = choosePrefix(dockerfile, places)
  const names = new Map<string, string>()
  const contexts: Record<string, string> = {}
  const placed: PlacedAlias[] = []
  const aliases = new Map<string, string>()
  for (const byPlatform of places) {
    const [place] = byPlatform.values()
    const references = new Set([...byPlatform.values()].map(({ reference }) => reference))
    if (place === undefined || [...references].every((reference) => sourceOf(reference) === undefined)) continue
    const key = [...references].join(' ')
    const name = names.get(key) ?? `${prefix}${names.size + 1}`
    names.set(key, name)
    const word = references.size === 1 ? name : `${name}-${PLATFORM_WORDS}`
    placed.push({ place, word })
    if (references.size > 1) aliases.set(word, key)
    for (const [platform, { reference }] of byPlatform) {
      const alias =
        references.size === 1 ? name : expandFrom(dockerfile, { ...variables, platforms: platform === '' ? [] : [platform] }, word)
      const source = `docker-image://${sourceOf(reference) ?? reference}`
      if (alias === undefined || (contexts[alias] ?? source) !== source) throw tellApart(dockerfile, place)
      contexts[alias] = source
      aliases.set(alias, reference)
    }
  }
  return { placed, contexts, aliases: [...aliases].sort(([a], [b]) => b.length - a.length) }
}

/** Each place with what it names on each platform. */
function groupPlaces(dockerfile: Dockerfile, variables: BuildVariables): Map<string, BasePlace>[] {
  const places = new Map<string, Map<string, BasePlace>>()
  const platforms = variables.platforms?.length ? variables.platforms : ['']
  for (const platform of platforms) {
    for (const place of planReads(dockerfile, { ...variables, platforms: platform === '' ? [] : [platform] }).places) {
      if (place.via === 'syntax') continue
      const key = `${place.line} ${place.via} ${place.flag}`
      places.set(key, (places.get(key) ?? new Map<string, BasePlace>()).set(platform, place))
    }
  }
  return [...places.values()]
}

/** A name that none of the author's begins with. */
function choosePrefix({ stages }: Dockerfile, places: readonly ReadonlyMap<string, BasePlace>[]): string {
  const written = [
    ...stages.map(({ name }) => name),
    ...places.flatMap((byPlatform) => [...byPlatform.values()].map(({ reference }) => reference)),
  ]
  let prefix = 'sealed-base-'
  while (written.some((name) => name.toLowerCase().startsWith(prefix))) prefix += 'x-'
  return prefix
}

function tellApart({ file }: Dockerfile, { line }: BasePlace) {
  return badDockerfile(
    'The platforms of the module have different bases here, which cannot be told apart by TARGETOS, TARGETARCH and TARGETVARIANT.',
    { file, line },
    'Leave these variables as BuildKit sets them, or build the platforms from one base.',
  )
}
