/** How a workflow of the system before this one may differ from the one that `docker_{module}.yml` says. */
export interface OldWorkflowChanges {
  /** Triggers of changes commented out, as a new module had them. */
  readonly inactive?: boolean
  readonly context?: string
  readonly publishes?: string
  readonly watches?: string
}

/** A workflow of one module, in the shape that system had. */
export function oldModuleWorkflow(module: string, changes: OldWorkflowChanges = {}): string {
  const { inactive = false, context = module, publishes = module, watches = module } = changes
  const paths = ['Dockerfile', '.dockerignore', 'renv.lock', 'conda-lock.yml'].map((file) => `      - "analyses/${watches}/${file}"`)
  const triggers = ['  pull_request:', '    branches:', '      - main', '    paths:', ...paths]
  const pushes = ['  push:', '    branches:', '      - main', '    paths:', ...paths]
  return [
    `name: Image of ${module}`,
    '',
    'concurrency:',
    `  group: "${module}-\${{ github.ref }}"`,
    '  cancel-in-progress: true',
    '',
    'on:',
    ...[...triggers, ...pushes].map((line) => (inactive ? `  # ${line.slice(2)}` : line)),
    '  workflow_dispatch:',
    '    inputs:',
    '      push-ecr:',
    '        description: "Push"',
    '        type: boolean',
    '        required: true',
    '',
    'jobs:',
    '  test-build:',
    "    if: github.event_name == 'pull_request' || !inputs.push-ecr",
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: docker/setup-buildx-action@v3',
    '      - name: Build image',
    '        uses: docker/build-push-action@v5',
    '        with:',
    `          context: "{{defaultContext}}:analyses/${context}"`,
    '          push: false',
    '          cache-from: type=gha',
    '',
    '  build-push:',
    "    if: github.event_name == 'push' || inputs.push-ecr",
    '    uses: ./.github/workflows/build-push-docker-module.yml',
    '    with:',
    `      module: "${publishes}"`,
    '      push-ecr: true',
    '',
  ].join('\n')
}

/** The release workflow with its list. */
export function oldReleaseWorkflow(modules: readonly string[]): string {
  return [
    'name: All images',
    'on:',
    '  release:',
    '    types: [published]',
    '  workflow_dispatch:',
    '    inputs:',
    '      push-ecr:',
    '        type: boolean',
    'jobs:',
    '  build:',
    '    strategy:',
    '      fail-fast: false',
    '      matrix:',
    '        module:',
    ...modules.map((module) => `          - ${module}`),
    '          # - not-yet',
    '    uses: ./.github/workflows/build-push-docker-module.yml',
    '    with:',
    '      module: ${{ matrix.module }}',
    '      push-ecr: ${{ inputs.push-ecr }}',
    '',
  ].join('\n')
}

/** The reusable workflow that the others call. */
export function oldReusableWorkflow(registry: string): string {
  return [
    'name: Build and push',
    'on:',
    '  workflow_call:',
    '    inputs:',
    '      module:',
    '        required: true',
    '        type: string',
    '      push-ecr:',
    '        type: boolean',
    'jobs:',
    '  build-push:',
    '    runs-on: ubuntu-latest',
    '    environment: prod',
    '    steps:',
    '      - id: meta',
    '        uses: docker/metadata-action@v5',
    '        with:',
    `          images: ${registry}/\${{ inputs.module }}`,
    '          tags: |',
    '            type=raw,value=latest',
    '      - uses: docker/build-push-action@v5',
    '        with:',
    '          push: true',
    '          context: "{{defaultContext}}:analyses/${{ inputs.module }}"',
    '          tags: ${{ steps.meta.outputs.tags }}',
    '',
  ].join('\n')
}
