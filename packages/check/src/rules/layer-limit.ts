import { NO_READS, selectInputs } from '@module-images/core'
import type { BuildCheckFacts } from '../check-facts.js'
import type { ModuleRule, RuleFinding } from '../check-rule.js'
import { lineOfInput } from './input-line.js'

/** 10,000 MiB, ECR Public's quota: https://docs.aws.amazon.com/AmazonECR/latest/public/public-service-quotas.html */
const LIMIT = 10_000 * 1024 * 1024

export const layerLimit: ModuleRule = {
  id: 'layer-limit',
  scope: 'module',
  title: 'Nothing that is copied is larger than a layer may be',
  severity: 'warning',
  why: 'Registries refuse layers above a size, ECR Public those above 10,000 MiB, and only after the whole build. Few files of that size shrink enough.',
  fix: 'Keep the file out of the image: mount it when the module runs, or let the module fetch it.',
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
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim\nCOPY apt.txt /\nCOPY index /index\n',
          'apt.txt': 'curl\n',
          'index/a.bin': '',
          'index/b.bin': '',
        },
        sizes: { 'index/a.bin': 6_000_000_000, 'index/b.bin': 6_000_000_000 },
        lines: ['Dockerfile:3'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    const large = [...build.sizes].filter(([, bytes]) => bytes > LIMIT)
    const files = large.map(([path, bytes]) => ({
      message: `'${path}' has ${gigabytes(bytes)} GB, more than a layer may have unless it shrinks when packed.`,
      place: { file: build.file, line: lineOfInput(build, path) },
    }))
    return [...files, ...largeCopies(build, new Map(large))]
  },
}

/** Instructions that copy more than a layer may have in files of which none is too large by itself. */
function largeCopies(build: BuildCheckFacts, large: ReadonlyMap<string, number>): RuleFinding[] {
  const { reads, rules, inputs, sizes, file } = build
  if (total([...sizes.values()]) <= LIMIT) return []
  const copies = reads.sources.filter(({ kind }) => kind !== 'bind')
  return [...new Set(copies.map(({ line }) => line))].flatMap((line) => {
    const own = { ...NO_READS, sources: copies.filter((source) => source.line === line) }
    const { entries } = selectInputs(own, rules, inputs.entries, () => true)
    const bytes = total(entries.map(({ path }) => (large.has(path) ? 0 : (sizes.get(path) ?? 0))))
    if (bytes <= LIMIT) return []
    const message = `This copies ${gigabytes(bytes)} GB in ${entries.length} files, more than a layer may have unless they shrink when packed.`
    return [{ message, place: { file, line } }]
  })
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, bytes) => sum + bytes, 0)
}

function gigabytes(bytes: number): number {
  return Math.round(bytes / 1e9)
}
