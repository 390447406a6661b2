import { baseModule } from '../workspace/module-files.js'

/** Where the workspace's own images are, as Dockerfiles name it. */
const PUBLIC = 'public.ecr.aws/openscpca'

interface Places {
  /** Host of this run's registry: it makes the content differ from that of other runs, whose layers the engine may still have. */
  readonly host: string
  /** An image that is no module of the workspace. */
  readonly outside: string
}

/** The modules on main at the beginning. */
export function firstModules({ host, outside }: Places): Record<string, string | Buffer> {
  return {
    ...baseModule({ registry: host }),
    'modules/child/Dockerfile': `FROM ${PUBLIC}/base:latest\nCOPY child.lock /\n`,
    'modules/child/.dockerignore': '*\n!child.lock\n',
    'modules/child/child.lock': `${host} 1\n`,
    'modules/child/run.sh': '#!/bin/sh\ncat /child.lock\n',
    ...soloModule('solo', `${host} 1`),
    'modules/outer/Dockerfile': `FROM ${outside}\nCOPY outer.lock /\n`,
    'modules/outer/.dockerignore': '*\n!outer.lock\n',
    'modules/outer/outer.lock': `${host} 1\n`,
  }
}

/** A module that starts from nothing and copies one lockfile. */
export function soloModule(name: string, lock: string): Record<string, string> {
  return {
    [`modules/${name}/Dockerfile`]: 'FROM scratch\nCOPY solo.lock /\n',
    [`modules/${name}/.dockerignore`]: '*\n!solo.lock\n',
    [`modules/${name}/solo.lock`]: `${lock}\n`,
  }
}
