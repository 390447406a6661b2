import { readFileSync } from 'node:fs'
import { BUSYBOX } from '../prerequisites.js'

type Files = Record<string, string | Buffer>

/**
 * The module `base`: a shell and its commands, made without any registry. Its content differs in every workspace, since the engine
 * is shared and an image of the same content would be there already.
 */
export function baseModule({ registry }: { readonly registry: string }): Files {
  return {
    'modules/base/Dockerfile': [
      'FROM scratch',
      'COPY busybox /bin/busybox',
      'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
      'COPY workspace.txt /',
      '',
    ].join('\n'),
    'modules/base/.dockerignore': '*\n!busybox\n!workspace.txt\n',
    'modules/base/busybox': readFileSync(BUSYBOX),
    'modules/base/workspace.txt': `${registry}\n`,
  }
}

/** A module that starts from `base`, by its public name. Lines are those of its Dockerfile after the FROM. */
export function childModule({ registry }: { readonly registry: string }, name: string, lines: readonly string[], more: Files = {}): Files {
  return {
    [`modules/${name}/Dockerfile`]: [`FROM ${registry}/base:latest`, ...lines, ''].join('\n'),
    ...Object.fromEntries(Object.entries(more).map(([path, content]) => [`modules/${name}/${path}`, content])),
  }
}

/** A module of one file, which starts from nothing. */
export function tinyModule({ registry }: { readonly registry: string }, name: string, text = name): Files {
  return {
    [`modules/${name}/Dockerfile`]: 'FROM scratch\nCOPY data.txt /\n',
    [`modules/${name}/data.txt`]: `${registry} ${text}\n`,
  }
}
