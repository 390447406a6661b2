import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface CatalogueFlags {
  readonly offline?: boolean
  readonly output?: string
  readonly tags?: string
}

const HELP: HelpText = {
  details: `
One page, index.html, that holds everything: it can be opened from the file system, put anywhere on a web server, or attached to a release,
and fetches nothing. It shows every module with its state, image, digests, sizes, bases, README and locked packages, which can be searched
over all modules.`,
  examples: [
    ['module-images catalogue', 'write dist/catalogue/index.html'],
    ['module-images catalogue --offline --output /tmp/page', 'from files alone, elsewhere'],
  ],
  failsWhen: 'an error, an active module that is broken, no answer of the registry for one; the page is written all the same',
}

/** `module-images catalogue` */
export const catalogueCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('catalogue'), HELP)
      .description('Writes a page of all modules, their images and packages, to dist/catalogue/.')
      .option('--offline', 'ask no registry: what is published is left out')
      .option('--output <folder>', 'another folder')
      .option('--tags <list>', 'tags people use, separated by commas (default: those a push moves)')
      .action(({ offline = false, output, tags }: CatalogueFlags) =>
        action(async (context) => {
          const { writeCatalogue } = await import('../../commands/catalogue/write-catalogue.js')
          return writeCatalogue({ offline, output, tags }, context)
        }),
      )
  },
}
