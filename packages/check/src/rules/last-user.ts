import type { ModuleRule } from '../check-rule.js'
import { targetStage } from './target-line.js'

export const lastUser: ModuleRule = {
  id: 'last-user',
  scope: 'module',
  title: 'A Dockerfile that becomes root goes back',
  severity: 'hint',
  why: 'A base that runs as another user expects it; left as root, what the image writes into mounted folders belongs to root.',
  fix: 'End with USER and the name the base runs as.',
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM rocker/r-ver:4.4.1\nUSER root\nRUN make\nUSER rstudio\n' } },
      { files: { Dockerfile: 'FROM debian:trixie-slim\n' }, note: 'the base runs as root, and nothing says that it should not' },
    ],
    failing: [{ files: { Dockerfile: 'FROM rocker/r-ver:4.4.1\nUSER root\nRUN make\n' }, lines: ['Dockerfile:2'] }],
  },
  check({ build }) {
    if (!build) return []
    const target = targetStage(build)
    const user = build.instructions.findLast(({ keyword, stage }) => keyword === 'USER' && stage === target)
    if (!user || !/^(?:root|0)(?::|$)/.test(user.rest.text)) return []
    return [{ message: 'The image stays root from here on.', place: { file: build.file, line: user.line } }]
  },
}
