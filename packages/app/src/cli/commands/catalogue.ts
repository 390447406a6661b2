import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface CatalogueFlags {
  readonly offline?: boolean
  readonly output?: string
  readonly tags?: string
}

const HELP: HelpText = {
  details: `
A site of static pages, index.html first, that can be opened from the file system, put anywhere on a web server, or attached to a release, and
fetches nothing from elsewhere. It shows every module with its state, image, digests, sizes, releases, bases, README and locked packages, has a page
for each package with the images that have it, and a feed of new images. Before it writes dist/catalogue, it deletes that folder; from a folder of
--output it deletes nothing.`,
  examples: [
    ['module-images catalogue', 'write dist/catalogue/index.html'],
    ['module-images catalogue --offline --output /tmp/site', 'from files alone, elsewhere'],
  ],
  failsWhen: 'an error, an active module that is broken, no answer of the registry for one; the site is written all the same',
}

/** `module-images catalogue` */
export const catalogueCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('catalogue'), HELP)
      .description('Writes a site of all modules, their images and packages, to dist/catalogue/.')
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
