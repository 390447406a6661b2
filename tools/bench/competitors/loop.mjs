// @ts-check
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

/** @type {import('./competitor.mjs').Competitor} */
export const loop = {
  name: 'loop',
  title: 'xargs -P, docker buildx build --push',
  note: 'as many builds at once as there are processors, bases first, inline registry cache read from and written with `latest`.',
  mostModules: 50,
  install: async () => undefined,
  configure({ folder, modules }) {
    const lines = (/** @type {boolean} */ children) =>
      modules
        .filter(({ parent }) => (parent !== undefined) === children)
        .map(({ name }) => `${name}\n`)
        .join('')
    writeFileSync(join(folder, 'first.txt'), lines(false))
    writeFileSync(join(folder, 'then.txt'), lines(true))
  },
  publish: ({ registry }, tag) =>
    ['first.txt', 'then.txt'].map((file) => [
      ...['xargs', `--arg-file=${file}`, '-P', String(availableParallelism()), '-I{}'],
      ...['docker', 'buildx', 'build', '--push', '--progress=plain', `--tag=${registry}/{}:${tag}`],
      ...[`--cache-from=type=registry,ref=${registry}/{}:latest`, '--cache-to=type=inline', 'modules/{}'],
    ]),
  builds: () => undefined,
}
