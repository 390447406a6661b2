import type { ModuleRule } from '../check-rule.js'
import { lineOfInput } from './input-line.js'

const LARGE = 100_000_000

export const largeFile: ModuleRule = {
  id: 'large-file',
  scope: 'module',
  title: 'The build copies no file of 100 MB or more',
  severity: 'warning',
  why: 'Data in an image makes every pull slow, and each change of it another image. Data is mounted when a module runs.',
  fix: 'Name the file in .dockerignore, or copy only what the build needs.',
  examples: {
    passing: [{ files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY data /data\n', 'data/small.csv': 'a\n' } }],
    failing: [
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY . /opt\n', 'data/cells.h5': '' },
        sizes: { 'data/cells.h5': 2_500_000_000 },
        lines: ['Dockerfile:2'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    return [...build.sizes].flatMap(([path, bytes]) =>
      bytes < LARGE
        ? []
        : [
            {
              message: `'${path}', ${Math.round(bytes / 1e6)} MB, goes into the build.`,
              place: { file: build.file, line: lineOfInput(build, path) },
            },
          ],
    )
  },
}
