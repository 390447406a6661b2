import { describe, expect, it } from 'vitest'
import { compareLegacy } from '../legacy/compare-legacy.js'
import { renderPlain } from './model/told.js'
import { planMigration } from './plan-migration.js'

const FILE = '.github/workflows/images.yml'
const MODULES = ['base', 'notebook'].map((name) => ({ name, root: name }))

/** What is told of a workflow that builds or publishes these modules in a way of its own. */
function tellOf(text: string, registry = 'docker.io/lab'): string[] {
  const { entries } = planMigration({
    ...{ workflows: [{ file: FILE, text }], legacy: [], replaced: [], modules: MODULES, comparison: compareLegacy([], MODULES) },
    ...{ texts: [], defaultBranch: 'main', registry, options: {} },
  })
  return entries.map(({ state, topic, told, place }) => `${state} ${place?.line ?? '-'} ${topic}: ${renderPlain(told)}`)
}

const steps = (...lines: string[]) =>
  `on: push\njobs:\n  images:\n    strategy: { matrix: { image: [base, notebook] } }\n    steps:\n${lines.map((line) => `      ${line}\n`).join('')}`

describe('a workflow that builds or publishes modules in a way of its own', () => {
  it('is found by a command that moves their tags', () => {
    const told = tellOf(steps('- run: docker buildx imagetools create lab/${{ matrix.image }}:main -t lab/${{ matrix.image }}:latest'))
    expect(told).toContain(
      'by-hand 1 workflows that build images: images.yml builds or publishes images of modules and stays as it is. Once the generated workflows are in use, take those jobs out of it, or remove it.',
    )
    expect(told).toContain(
      'kept 6 tags and labels: Tags of images that are in the registry are moved by the push, which builds none of them again. Copies in another registry are not made.',
    )
  })

  it('loses tags that its builds write out, but for latest', () => {
    const told = tellOf(
      steps(
        '- uses: docker/build-push-action@v6',
        '  with:',
        '    context: ${{ matrix.image }}',
        '    tags: |',
        '      lab/${{ matrix.image }}:latest',
        '      lab/${{ matrix.image }}:main',
        '      lab/${{ matrix.image }}:${{ env.SHORT_SHA }}',
      ),
    )
    expect(told).toContainEqual(
      expect.stringMatching(/^lost 9 builds: Tags by main; \$\{\{ env\.SHORT_SHA \}\}\. Every image has the tag key-/),
    )
    const made = tellOf(steps('- uses: docker/build-push-action@v6', '  with: { context: base, tags: "${{ steps.meta.outputs.tags }}" }'))
    expect(made.join()).not.toContain('Tags by')
  })

  it('loses the sign-in to a registry that nothing is published to', () => {
    const login = (registry: string) =>
      steps('- uses: docker/login-action@v3', `  with: { registry: ${registry} }`, '- run: docker build base')
    expect(tellOf(login('quay.io'))).toContainEqual(
      expect.stringMatching(/^lost 6 sign-in: The sign-in to quay\.io: images are published to docker\.io alone\./),
    )
    expect(tellOf(login('quay.io'), 'quay.io/lab')).toContainEqual(
      expect.stringMatching(/^by-hand 6 sign-in: Put the account of quay\.io into the environment/),
    )
  })

  it('says where the account is kept when it cannot be read how a push signs in', () => {
    const told = 'by-hand - sign-in: The workflows do not say in a way that can be read how they sign in to r.io:'
    expect(tellOf(steps('- run: docker build base'), 'r.io/lab')).toContainEqual(expect.stringContaining(told))
    expect(tellOf(steps('- run: docker build base'), 'ghcr.io/lab').join()).not.toContain('sign in')
  })

  it('tells of a matrix that is more than the list of modules', () => {
    const matrix = (text: string) =>
      tellOf(`on: push\njobs:\n  images:\n    strategy: { matrix: ${text} }\n    steps:\n      - run: docker build base\n`).join('\n')
    expect(matrix('{ image: [base, notebook], os: [el8, el9] }')).toContain(
      'changed 4 variants of images: Jobs by a matrix, image, os: a module is',
    )
    expect(matrix('{ include: "${{ fromJson(needs.list.outputs.matrix) }}" }')).toContain(
      'Jobs by a matrix, ${{ fromJson(needs.list.outputs',
    )
    expect(matrix('{ image: [base, notebook] }')).not.toContain('variants of images')
  })

  it('names a step without a name by its first command', () => {
    const told = tellOf(steps('- run: docker build base', '- run: |', '    # lists all', '    find . -name Dockerfile', '    echo done'))
    expect(told).toContain('lost 7 other steps: The step find . -name Dockerfile of the job images.')
  })

  it('tells that the session of the role has another name', () => {
    const told = tellOf(
      steps(
        '- uses: aws-actions/configure-aws-credentials@v4',
        '  with: { role-to-assume: "arn:aws:iam::1:role/R", role-session-name: mine }',
        '- run: docker build base',
      ),
    )
    expect(told).toContain('changed 6 role of AWS: The session of the role is called module-images, and no longer mine.')
  })
})
