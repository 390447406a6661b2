import { expect, it } from 'vitest'
import { parseDockerfile } from '../dockerfile/parse-dockerfile.js'
import { planReads } from '../dockerfile/plan-reads.js'
import { growthOnDoubling, LINEAR } from '../testing/count-steps.js'
import { parseIgnoreRules } from './ignore-rules.js'
import { renderInputPatterns } from './input-patterns.js'

function render(body: string, ignore = ''): string[] {
  const reads = planReads(parseDockerfile(`FROM debian\n${body}`, 'Dockerfile'), { buildArgs: {} })
  return renderInputPatterns(reads, parseIgnoreRules(ignore, '.dockerignore'))
}

it.each<[string, string, string[]]>([
  ['RUN true', '', []],
  ['COPY renv.lock /', '', ['renv.lock', 'renv.lock/**/*']],
  ['COPY renv.lock /', '*\n!renv.lock', ['renv.lock', 'renv.lock/**/*']],
  ['COPY renv.lock other /', '*\n!renv.lock', ['renv.lock', 'renv.lock/**/*']],
  ['COPY . /', '', ['**/*']],
  ['COPY $X /', 'data', ['**/*', '!data', '!data/**/*']],
  ['COPY . /', '*\n!renv.lock\n!scripts', ['renv.lock', 'renv.lock/**/*', 'scripts', 'scripts/**/*']],
  ['COPY scripts /', '**\n!scripts/a.R', ['scripts/a.R', 'scripts/a.R/**/*']],
  ['COPY . /', '*\n!*.R', ['**/*']],
  ['COPY scripts /', 'scripts/raw\ndata\n*.log', ['scripts', 'scripts/**/*', '!scripts/raw', '!scripts/raw/**/*']],
  ['COPY scripts /', '**/*.log', ['scripts', 'scripts/**/*', '!**/*.log', '!**/*.log/**/*']],
  ['COPY scripts /', 'scripts/raw\n!scripts/raw/a', ['scripts', 'scripts/**/*']],
  ['COPY scripts /', '!scripts/raw/a\nscripts/raw', ['scripts', 'scripts/**/*']],
  ['COPY . /', '*\n!*.R|*.py', ['**/*']],
  ['COPY . /', 'x{2}*\n*.a|*.b\n*.log', ['**/*', '!*.log', '!*.log/**/*']],
  ['COPY . /', '*.a|b*\n!b', ['**/*']],
  ['COPY . /', 'data\n!*.R|dat*', ['**/*']],
  ['COPY . /', '*{2}\n!x{2}{3}?', ['**/*']],
  ['COPY a|b{1} /', 'a|b{1}', ['a|b?1?', 'a|b?1?/**/*']],
  ['COPY scripts /', 'scripts/raw/**', ['scripts', 'scripts/**/*', '!scripts/raw/**/*']],
  ['COPY scripts scripts/a.R scripts /', '', ['scripts', 'scripts/**/*']],
  ['COPY *.R s?/[a-c]x /', '', ['*.R', '*.R/**/*', 's?*/?*x', 's?*/?*x/**/*']],
  ['COPY a/[^b]c /', '', ['a', 'a/**/*']],
  ['COPY ["a {1} (b)!","/"]', '', ['a ?1? ?b??', 'a ?1? ?b??/**/*']],
  ['COPY . /', 'Dockerfile\n.dockerignore\n*.md\n[ab]', ['**/*', '!*.md', '!*.md/**/*']],
  ['COPY --parents a/./b/*.R /', '', ['a/b', 'a/b/**/*']],
  ['RUN --mount=source=d,target=/d x', '', ['d', 'd/**/*']],
])('%s ignoring %j', (body, ignore, expected) => expect(render(body, ignore)).toEqual(expected))

it('leaves files alone which are inputs for other reasons', () => {
  const reads = planReads(parseDockerfile('FROM debian\nCOPY . /', 'f'), { buildArgs: {} })
  expect(renderInputPatterns(reads, parseIgnoreRules('*.lock\ndata', 'i'), ['renv.lock'])).toEqual(['**/*', '!data', '!data/**/*'])
})

it('takes steps in proportion to the number of sources', () => {
  const growth = growthOnDoubling(1000, (size) => {
    const body = Array.from({ length: size }, (_, index) => `COPY f${index} /`).join('\n')
    return () => expect(render(body)).toHaveLength(2 * size)
  })
  expect(growth).toBeLessThan(LINEAR)
})
