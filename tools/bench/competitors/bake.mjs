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
  configure({ folder, modules, registry }) {
    const targets = modules.map((module) => renderTarget(module, registry))
    const names = modules.map(({ name }) => `"${name}"`).join(', ')
    writeFileSync(
      join(folder, 'docker-bake.hcl'),
      `variable "TAG" {\n  default = "latest"\n}\n\ngroup "default" {\n  targets = [${names}]\n}\n\n${targets.join('\n')}`,
    )
  },
  publish: (_workspace, tag) => [['env', `TAG=${tag}`, 'docker', 'buildx', 'bake', '--push', '--progress=plain']],
  builds: () => undefined,
}

/** @param {import('../modules.mjs').PlannedModule} module @param {string} registry */
function renderTarget({ name, parent }, registry) {
  // Bake compares the name as the Dockerfile's reader shortens it, without `:latest`.
  const contexts = parent === undefined ? '' : `  contexts = { "${registry}/${parent}" = "target:${parent}" }\n`
  return [
    `target "${name}" {`,
    `  context = "modules/${name}"`,
    `  tags = ["${registry}/${name}:\${TAG}"]`,
    `  cache-from = ["type=registry,ref=${registry}/${name}:latest"]`,
    `  cache-to = ["type=inline"]`,
    `${contexts}}\n`,
  ].join('\n')
}
