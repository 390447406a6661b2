import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface DiffFlags {
  readonly since?: string
  readonly markdown?: boolean
  readonly json?: boolean
  readonly offline?: boolean
}

const HELP: HelpText = {
  details: `
Prints which packages of its lockfiles were added, removed or changed version, and which bases moved. Where both images are published, it also
prints how the compressed size changed. The other revision is read from git; nothing is checked out. For other files than lockfiles, see explain.`,
  examples: [
    ['module-images diff', 'what this branch changes in the images'],
    ['module-images diff hello-r --since v1.2.0', 'one module, since a release'],
    ['module-images diff --since "origin/$GITHUB_BASE_REF" --markdown >> "$GITHUB_STEP_SUMMARY"', 'for the job summary of a pull request'],
  ],
  failsWhen: 'an error, a module that is broken now; the others are compared all the same. A difference is no error',
}

/** `module-images diff [modules…]` */
export const diffCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('diff'), HELP)
      .description("Says which packages and bases of a module's image differ from a revision of git, and what that does to its size.")
      .argument('[modules...]', 'names or folders of modules; without any, all active ones whose image differs')
      .option('--since <rev>', 'revision to compare with (default: where this branch left the default branch)')
      .option('--markdown', 'print tables for a job summary or a comment')
      .option('--json', 'print JSON')
      .option('--offline', 'ask no registry: sizes are left out')
      .action((modules: string[], { since, markdown = false, json = false, offline = false }: DiffFlags) =>
        action(async (context) => {
          const { runDiff } = await import('../../commands/diff/run-diff.js')
          return runDiff({ modules, since, offline, output: json ? 'json' : markdown ? 'markdown' : 'text' }, context)
        }),
      )
  },
}
