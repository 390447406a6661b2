import { expect, it } from 'vitest'
import { parseFencedCommands } from './fenced-commands.js'

const PAGE = `# A page

\`\`\`sh
npx nx affected -t docker-build     # what a branch changed
# a line of its own
docker buildx create --name far \\
  --driver remote
npx nx docker-run a --command="echo #1"
\`\`\`

\`\`\`json
{ "not": "a command" }
\`\`\`

Words.
`

it('reads each command of the fenced blocks, without comments, with its place', () => {
  expect(parseFencedCommands(PAGE, 'p.md')).toEqual([
    { command: 'npx nx affected -t docker-build', place: 'p.md:4' },
    { command: 'docker buildx create --name far --driver remote', place: 'p.md:7' },
    { command: 'npx nx docker-run a --command="echo #1"', place: 'p.md:8' },
  ])
})
