import { suggestRule } from '@module-images/core'
import type { ModuleRule } from '../check-rule.js'
import { readIgnoreComments } from '../ignore-comments.js'

/** @param knows whether there is a rule of this id; asked only once a module is checked */
export const createIgnoreComment = (knows: (id: string) => boolean): ModuleRule => ({
  id: 'ignore-comment',
  scope: 'module',
  title: 'Comments that switch rules off name rules that exist',
  severity: 'warning',
  why: 'A comment with a misspelt rule switches nothing off, and seems to.',
  fix: 'Correct the name; docs/rules.md has them all.',
  examples: {
    passing: [{ files: { Dockerfile: '# module-images: ignore base-locked, base-version — always the newest on purpose\nFROM debian\n' } }],
    failing: [{ files: { Dockerfile: '# module-images: ignore base-lokced\nFROM debian:trixie-slim\n' }, lines: ['Dockerfile:1'] }],
  },
  check({ texts }) {
    return [...texts].flatMap(([file, text]) =>
      readIgnoreComments(text).flatMap(({ line, rules }) =>
        rules.filter((id) => !knows(id)).map((id) => ({ message: `There is no rule '${id}'. ${suggestRule(id)}`, place: { file, line } })),
      ),
    )
  },
})
