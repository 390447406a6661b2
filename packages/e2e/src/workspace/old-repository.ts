/** A repository as the system before this one left it: modules in `analyses/`, a workflow copied by hand for each. */
export interface OldModule {
  readonly name: string
  /** Its triggers are commented out. */
  readonly inactive?: boolean
  /** The module its workflow tests, by mistake. */
  readonly tests?: string
  /** No push starts it. */
  readonly onlyTests?: boolean
  /** The runner of its test build. */
  readonly runner?: string
}

/** The workflows of these modules, with a release list and a reusable workflow. */
export function oldWorkflows(modules: readonly OldModule[], released: readonly string[], registry: string): Record<string, string> {
  const folder = '.github/workflows'
  return {
    ...Object.fromEntries(modules.map((module) => [`${folder}/docker_${module.name}.yml`, moduleWorkflow(module)])),
    [`${folder}/docker_all-modules.yml`]: releaseWorkflow(released),
    [`${folder}/build-push-docker-module.yml`]: reusableWorkflow(registry),
  }
}

function moduleWorkflow({ name, inactive = false, tests = name, onlyTests = false, runner = 'ubuntu-latest' }: OldModule): string {
  const paths = ['Dockerfile', '.dockerignore', 'renv.lock', 'conda-lock.yml'].map((file) => `      - "analyses/${name}/${file}"`)
  const triggers = ['pull_request', ...(onlyTests ? [] : ['push'])].flatMap((trigger) => [
    `  ${trigger}:`,
    '    branches:',
    '      - main',
    '    paths:',
    ...paths,
  ])
  return `# Builds the image of ${name}.
#
# It runs when a file that its image is made of has changed. Whoever copies another file in the Dockerfile adds it to the paths below,
# twice.

name: Image of ${name}

concurrency:
  # one run for each branch
  group: "docker_${name}_\${{ github.ref }}"
  cancel-in-progress: true

on:
${triggers.map((line) => (inactive ? `  # ${line.slice(2)}` : line)).join('\n')}
  workflow_dispatch:
    inputs:
      push-ecr:
        description: "Push to the registry"
        type: boolean
        required: true

jobs:
  test-build:
    name: Test build
    if: github.event_name == 'pull_request' || (contains(github.event_name, 'workflow_') && !inputs.push-ecr)
    runs-on: ${runner}

    steps:
      - name: Set up buildx
        uses: docker/setup-buildx-action@v3

      - name: Build the image
        uses: docker/build-push-action@v5
        with:
          context: "{{defaultContext}}:analyses/${tests}"
          push: false
          cache-from: type=gha
          cache-to: type=gha,mode=max

  build-push:
    name: Build and push
    if: github.event_name == 'push' || inputs.push-ecr
    uses: ./.github/workflows/build-push-docker-module.yml
    with:
      module: "${name}"
      push-ecr: true
`
}

function releaseWorkflow(modules: readonly string[]): string {
  return `name: All images

on:
  push:
    tags:
      - "v*.*.*"
  schedule:
    - cron: "0 0 1 * *"
  workflow_dispatch:
    inputs:
      push-ecr:
        type: boolean

jobs:
  build-docker-modules:
    strategy:
      fail-fast: false
      matrix:
        # Add each module with an image here.
        module:
${modules.map((module) => `          - ${module}`).join('\n')}
    uses: ./.github/workflows/build-push-docker-module.yml
    with:
      module: \${{ matrix.module }}
      push-ecr: \${{ github.event_name == 'schedule' || inputs.push-ecr }}

  check-jobs:
    if: always()
    needs: build-docker-modules
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Open an issue
        if: contains(needs.*.result, 'failure')
        uses: peter-evans/create-issue-from-file@v5
        with:
          title: Images fail
          content-filepath: .github/issue.md
          labels: |
            docker
            ci
`
}

function reusableWorkflow(registry: string): string {
  return `name: Build and push

on:
  workflow_call:
    inputs:
      module:
        required: true
        type: string
      push-ecr:
        type: boolean

jobs:
  build-push:
    if: github.repository_owner == 'Lab' && inputs.push-ecr
    environment: prod
    runs-on: big-disk
    steps:
      - name: Clear space
        run: |
          sudo rm -rf /usr/share/dotnet
          sudo rm -rf /opt/ghc
      - name: Take the role
        uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::123456789012:role/Publisher
          aws-region: us-east-1
      - name: Names
        id: meta
        uses: docker/metadata-action@v5
        with:
          images: ${registry}/\${{ inputs.module }}
          tags: |
            type=raw,value=latest,enable={{is_default_branch}}
      - name: Build and push
        uses: docker/build-push-action@v5
        with:
          push: true
          context: "{{defaultContext}}:analyses/\${{ inputs.module }}"
          tags: \${{ steps.meta.outputs.tags }}
`
}
