import { type MutableTags, planMutableTags } from '@module-images/core'
import type { RegistryKindName, Settings } from '@module-images/workspace'
import { readGiven } from './read-given.js'
import type { RunEnvironment } from './run-environment.js'

/** The registry that is published to. */
export interface NamedRegistry {
  /** Host and repository prefix, without a trailing slash. */
  readonly prefix: string
  readonly host: string
  /** Where a setting names it; else its host tells. */
  readonly kind: RegistryKindName | undefined
}

/** The environment's word goes before that of nx.json. */
export function nameRegistry(
  environment: Pick<RunEnvironment, 'registry' | 'registryKind'>,
  settings: Pick<Settings, 'registry' | 'registryKind'>,
): NamedRegistry {
  const prefix = environment.registry ?? settings.registry
  const [host = ''] = prefix.split('/')
  return { prefix, host, kind: environment.registryKind ?? settings.registryKind }
}

/**
 * The tags a run moves or looks at: those of the command line, else the environment's, else those of nx.json.
 *
 * @param given one or more lists, separated by commas
 * @throws ModuleImagesError for a text that is no tag
 */
export function wantedTags(
  given: string | readonly string[] | undefined,
  environment: Pick<RunEnvironment, 'tags'>,
  settings: Pick<Settings, 'tags'>,
): MutableTags {
  if (given === undefined) return environment.tags ?? planMutableTags(settings.tags, 'nx.json')
  const list = [given].flat().flatMap((part) => part.split(','))
  return readGiven(() => planMutableTags(list, '--tags'))
}
