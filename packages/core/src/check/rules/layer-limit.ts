import type { ModuleRule } from '../check-rule.js'
import { lineOfInput } from './input-line.js'

/** 10,000 MiB, ECR Public's quota: https://docs.aws.amazon.com/AmazonECR/latest/public/public-service-quotas.html */
const LIMIT = 10_000 * 1024 * 1024

export const layerLimit: ModuleRule = {
  id: 'layer-limit',
  scope: 'module',
  title: 'No copied file is larger than a layer may be',
  severity: 'warning',
  why: 'Registries refuse layers above a size, ECR Public those above 10,000 MiB, and only after the whole build. Few files of that size shrink enough.',
  mend: 'Keep the file out of the image: mount it when the module runs, or let the module fetch it.',
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY index.bin /\n', 'index.bin': '' }, sizes: { 'index.bin': 50_000_000 } },
    ],
    failing: [
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY index.bin /\n', 'index.bin': '' },
        sizes: { 'index.bin': 12_000_000_000 },
        lines: ['Dockerfile:2'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    const large = [...build.sizes].filter(([, bytes]) => bytes > LIMIT)
    return large.map(([path, bytes]) => ({
      message: `'${path}' has ${Math.round(bytes / 1e9)} GB, more than a layer may have unless it shrinks when packed.`,
      place: { file: build.file, line: lineOfInput(build, path) },
    }))
  },
}
