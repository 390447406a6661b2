/** Files of a repository as the system before this one left it, small; the shapes are those that core's tests go through one by one. */
export function oldRepository(registry = 'public.ecr.aws/openscpca'): Record<string, string> {
  return {
    'analyses/hello-R/Dockerfile': 'FROM scratch\nCOPY renv.lock /\n',
    'analyses/hello-R/renv.lock': '{}\n',
    'analyses/forgotten/Dockerfile': 'FROM scratch\n',
    'analyses/off/Dockerfile': 'FROM scratch\n',
    'analyses/new/Dockerfile': 'FROM scratch\n',
    'analyses/notes/README.md': 'no module\n',
    '.github/workflows/docker_hello-R.yml': oldWorkflow('hello-R'),
    '.github/workflows/docker_forgotten.yml': oldWorkflow('forgotten', { context: 'hello-R' }),
    '.github/workflows/docker_off.yml': oldWorkflow('off', { inactive: true }),
    '.github/workflows/docker_gone.yml': oldWorkflow('gone'),
    '.github/workflows/docker_all-modules.yml': release(['hello-r', 'off']),
    '.github/workflows/build-push-docker-module.yml': reusable(registry),
    '.github/workflows/docker_website.yml': FOREIGN,
    '.github/workflows/spellcheck.yml': FOREIGN,
  }
}

const FOREIGN =
  'name: Image of the website\non: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build site\n'

function oldWorkflow(module: string, { inactive = false, context = module } = {}): string {
  const watched = ['    paths:', `      - analyses/${module}/Dockerfile`]
  const trigger = ['  pull_request:', ...watched, '  push:', ...watched].map((line) => (inactive ? `  # ${line}` : line))
  return [
    'on:',
    ...trigger,
    '  workflow_dispatch:',
    '    inputs:',
    '      push-ecr:',
    '        type: boolean',
    'jobs:',
    '  test-build:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: docker/build-push-action@v5',
    '        with:',
    `          context: "{{defaultContext}}:analyses/${context}"`,
    '  build-push:',
    '    uses: ./.github/workflows/build-push-docker-module.yml',
    '    with:',
    `      module: ${module}`,
    '      push-ecr: true',
    '',
  ].join('\n')
}

function release(modules: readonly string[]): string {
  return [
    'on: workflow_dispatch',
    'jobs:',
    '  build:',
    '    strategy:',
    '      matrix:',
    '        module:',
    ...modules.map((module) => `          - ${module}`),
    '    uses: ./.github/workflows/build-push-docker-module.yml',
    '    with:',
    '      module: ${{ matrix.module }}',
    '      push-ecr: true',
    '',
  ].join('\n')
}

function reusable(registry: string): string {
  return [
    'on:',
    '  workflow_call:',
    '    inputs:',
    '      module: { type: string }',
    '      push-ecr: { type: boolean }',
    'jobs:',
    '  push:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: docker/metadata-action@v5',
    '        with:',
    `          images: ${registry}/\${{ inputs.module }}`,
    '',
  ].join('\n')
}
