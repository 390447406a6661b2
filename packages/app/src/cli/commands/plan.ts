import { InvalidArgumentError, Option } from 'commander'
import type { PlanOptions } from '../../commands/plan/run-plan.js'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface PlanFlags {
  readonly json?: true
  readonly githubMatrix?: true
  readonly names?: true
  readonly jobs: number
  readonly flat?: true
  readonly tested?: string
  readonly offline?: true
  readonly tags?: string
  readonly affected?: true
  readonly base?: string
  readonly head?: string
}

const HELP: HelpText = {
  details: `
Actions: build (the registry has no image of this key), promote (it has one, and tags have to be moved to it), none. It needs no engine and does not build the Nx graph.

--github-matrix prints one line, { "levels": [ { "include": [ { "name": "hello-r", "modules": "hello-r", "key": "key-…" } ] } ], "promote": [],
"broken": [] }: a matrix job a level, which needs the one before it, and the modules of which only tags have to be moved. What cannot be built is in
broken, with its error, and the command ends with 3. In a workflow, after

  matrix=$(npx --no module-images plan --github-matrix) || [ $? -eq 3 ]
  echo "matrix=$matrix" >> "$GITHUB_OUTPUT"

the jobs are:

  level-0:
    needs: plan
    if: fromJSON(needs.plan.outputs.matrix).levels[0] != null
    strategy: { fail-fast: false, matrix: "\${{ fromJSON(needs.plan.outputs.matrix).levels[0] }}" }
    steps:
      - run: npx nx run-many -t docker-push --projects="$MODULES"
        env: { MODULES: "\${{ matrix.modules }}" }

After a module is renamed or deleted, nx affected selects every task, since a file that made a project is gone. --affected does not.

A last job that pushes all modules builds what deeper levels are left, moves the tags of the rest, and fails for what is broken.
See docs/scaling.md.`,
  examples: [
    ['module-images plan', 'all modules'],
    ['module-images plan hello-r', 'one module'],
    ['module-images plan --affected --base main', 'only what a branch changed, and what stands on it'],
    ['module-images plan --offline --json', 'keys alone, for a program'],
    ['module-images plan --affected --names | xargs -r npx nx run-many -t docker-run --projects', 'run the modules that a branch changed'],
  ],
  failsWhen: 'an error, an active module that cannot be built as it stands, no answer of the registry; the others are planned all the same',
  isPartialWhen: 'with --github-matrix: the matrix has not every module; 1 where the registry gave no answer at all',
}

/** `module-images plan [modules…]` */
export const planCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('plan'), HELP)
      .argument('[modules...]', 'names or folders of modules; without any, all of them')
      .description('Prints for every module what the registry has, what a push would do, and why.')
      .addOption(new Option('--json', 'print JSON, as schemas/plan.json of @module-images/nx describes it'))
      .addOption(new Option('--github-matrix', 'print what must be built as matrices of GitHub jobs, in order').conflicts('json'))
      .addOption(
        new Option('--names', 'print the names of active modules alone, separated by commas; asks no registry')
          .conflicts(['json', 'githubMatrix'])
          .implies({ offline: true }),
      )
      .option('--jobs <number>', 'jobs of one matrix; more modules than that share them', parseJobs, 256)
      .option('--flat', 'all levels of the matrix as one: for test builds, where each job builds the bases it needs itself')
      .option('--tested <file>', 'leave out of the matrix what is named here by its content tag, a line each: it has passed a test build')
      .option('--offline', 'ask no registry: what is there is unknown, and may have to be built')
      .option('--tags <list>', 'tags a push would move, separated by commas')
      .option('--affected', 'only modules whose build inputs changed, and those that stand on them')
      .addOption(new Option('--base <rev>', 'changed since this (default: NX_BASE, then the default branch)').implies({ affected: true }))
      .addOption(new Option('--head <rev>', 'changed up to this (default: NX_HEAD, then the working tree)').implies({ affected: true }))
      .action((modules: string[], flags: PlanFlags) =>
        action(async (context) => {
          const { runPlan } = await import('../../commands/plan/run-plan.js')
          return runPlan(
            {
              modules,
              output: outputOf(flags),
              jobs: flags.jobs,
              flat: flags.flat ?? false,
              tested: flags.tested,
              offline: flags.offline ?? false,
              tags: flags.tags,
              affected: flags.affected && { base: flags.base, head: flags.head },
            },
            context,
          )
        }),
      )
  },
}

function outputOf({ json, githubMatrix, names }: PlanFlags): PlanOptions['output'] {
  if (json) return 'json'
  if (names) return 'names'
  return githubMatrix ? 'github-matrix' : 'table'
}

function parseJobs(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= 256) return Number(text)
  throw new InvalidArgumentError('It is a number from 1 to 256, which is what GitHub takes.')
}
