import { parseImageReference } from '@module-images/core'
import type { ModuleRule } from '../check-rule.js'

export const baseVersion: ModuleRule = {
  id: 'base-version',
  scope: 'module',
  title: 'Every base from outside names a version',
  severity: 'warning',
  why: 'Without a tag, or with `latest`, nobody can say which base an image was built on, and the next one may be another major version.',
  fix: 'Name a tag that says a version, such as debian:trixie-slim or condaforge/miniforge3:25.3.1-0.',
  examples: {
    passing: [
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim AS build\nFROM public.ecr.aws/openscpca/base:latest\n',
          '../base/Dockerfile': 'FROM scratch\n',
        },
        note: 'base is a module of this workspace',
      },
    ],
    failing: [
      { files: { Dockerfile: 'FROM ubuntu\n' }, lines: ['Dockerfile:1'] },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY --from=busybox:latest /bin/busybox /\n' }, lines: ['Dockerfile:2'] },
    ],
  },
  check({ build }) {
    if (!build) return []
    return build.bases.flatMap((base) => {
      if (base.kind === 'module') return []
      const { tag, digest } = parseImageReference(base.reference)
      if (digest !== undefined || (tag !== undefined && tag !== 'latest')) return []
      return [{ message: `${base.reference} names no version.`, place: { file: build.file, line: base.line } }]
    })
  },
}
