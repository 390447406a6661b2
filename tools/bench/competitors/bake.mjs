// @ts-check
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** @type {import('./competitor.mjs').Competitor} */
export const bake = {
  name: 'bake',
  title: 'docker buildx bake --push',
  note: 'one target a module, parents as `target:` contexts, inline registry cache read from and written with `latest`.',
  mostModules: 200,
  install: async () => undefined,
  configure: (workspace) => writeBakeFile(workspace, { usesCache: true }),
  publish: (_workspace, tag) => [['env', `TAG=${tag}`, 'docker', 'buildx', 'bake', '--push', '--progress=plain']],
  build: () => [['docker', 'buildx', 'bake', '--progress=plain', '--set=*.output=type=cacheonly']],
  builds: () => undefined,
}

/** @type {import('./competitor.mjs').Competitor} */
export const bakeWithoutCache = {
  ...bake,
  name: 'bake-no-cache',
  title: 'the same without a registry cache',
  note: 'as above, and nothing is read from or written to a cache of the registry.',
  configure: (workspace) => writeBakeFile(workspace, { usesCache: false }),
}

/** @param {import('./competitor.mjs').Workspace} workspace @param {{ usesCache: boolean }} how */
function writeBakeFile({ folder, modules, registry }, { usesCache }) {
  const targets = modules.map((module) => renderTarget(module, { registry, usesCache }))
  const names = modules.map(({ name }) => `"${name}"`).join(', ')
  writeFileSync(
    join(folder, 'docker-bake.hcl'),
    `variable "TAG" {\n  default = "latest"\n}\n\ngroup "default" {\n  targets = [${names}]\n}\n\n${targets.join('\n')}`,
  )
}

/** @param {import('../modules.mjs').PlannedModule} module @param {{ registry: string, usesCache: boolean }} how */
function renderTarget({ name, parent }, { registry, usesCache }) {
  // Bake compares the name as the Dockerfile's reader shortens it, without `:latest`.
  const contexts = parent === undefined ? '' : `  contexts = { "${registry}/${parent}" = "target:${parent}" }\n`
  return [
    `target "${name}" {`,
    `  context = "modules/${name}"`,
    `  tags = ["${registry}/${name}:\${TAG}"]`,
    ...(usesCache ? [`  cache-from = ["type=registry,ref=${registry}/${name}:latest"]`, `  cache-to = ["type=inline"]`] : []),
    `${contexts}}\n`,
  ].join('\n')
}
