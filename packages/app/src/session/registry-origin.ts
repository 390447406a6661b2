import type { Settings } from '@module-images/workspace'
import type { CommandContext } from './command-context.js'
import { nameRegistry } from './destination.js'

type Origins = Pick<CommandContext, 'environment' | 'envFiles'>

/** Which registry a command publishes to or looks at, and what says so: `Registry: r.example/team (MODULE_IMAGES_REGISTRY in .env.local)`. */
export function renderRegistryOrigin({ environment, envFiles }: Origins, settings: Settings): string {
  const { prefix } = nameRegistry(environment, settings)
  return `Registry: ${prefix} (${renderOrigin('MODULE_IMAGES_REGISTRY', environment.registry !== undefined, envFiles)})`
}

/** Where bases are looked for first; nothing where there are no mirrors. */
export function renderMirrorOrigins({ environment, envFiles }: Origins, settings: Settings): string[] {
  return [
    { mirrors: environment.mirrors, given: true },
    { mirrors: settings.mirrors, given: false },
  ].flatMap(({ mirrors, given }) =>
    mirrors.map(({ from, to }) => `Mirror: ${from} is ${to} (${renderOrigin('MODULE_IMAGES_MIRRORS', given, envFiles)})`),
  )
}

function renderOrigin(variable: string, given: boolean, envFiles: CommandContext['envFiles']): string {
  if (!given) return 'nx.json'
  const file = envFiles.get(variable)
  return file === undefined ? variable : `${variable} in ${file}`
}
