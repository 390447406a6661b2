import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface VerifyFlags {
  readonly tags?: string
  readonly at?: string
  readonly json?: boolean
}

const HELP: HelpText = {
  details: `
Looks at each image in the registry: is there one of this checkout's key, are all its manifests and blobs there, does its label
say that key, and do the tags name it. It needs no engine and changes nothing.

With --at, the images of another commit: whether module-images run --at will find them.`,
  examples: [
    ['module-images verify', 'all active modules'],
    ['module-images verify hello-r --tags latest,v1.2.0', 'one module, and these tags'],
    ['module-images verify --at v1.2.0', 'whether all images of a release are still there'],
  ],
  failsWhen: 'an error, something that is not so, no answer of the registry',
}

/** `module-images verify [modules…] [--tags LIST] [--at REV] [--json]` */
export const verifyCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('verify'), HELP)
      .description('Checks that tags in the registry name the images this checkout wants, and that those are whole.')
      .argument('[modules...]', 'names or folders of modules; without any, all active ones')
      .option('--tags <list>', 'tags to check, separated by commas (default: those a push moves)')
      .option('--at <revision>', 'look at the images of this commit; no tag has to name them')
      .option('--json', 'print JSON')
      .action((modules: string[], { tags, at, json = false }: VerifyFlags) =>
        action(async (context) => {
          const { verifyModules } = await import('../../commands/verify/verify-modules.js')
          return verifyModules({ modules, tags, at, json }, context)
        }),
      )
  },
}
