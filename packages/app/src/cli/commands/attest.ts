import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface AttestFlags {
  readonly key: string
  readonly json?: boolean
}

const HELP: HelpText = {
  details: `
Puts three signed statements beside each published image of this checkout: the provenance (SLSA v1) and the list of contents as CycloneDX and SPDX. They
are kept as cosign 3 keeps them, refer to the image's digest and change nothing of the image. What this key has signed already is left alone.

The key is a file of cosign generate-key-pair, and its password is in COSIGN_PASSWORD. docker-push does the same for what it uploads where
MODULE_IMAGES_SIGNING_KEY names the file. Whoever signs vouches that the image under the content tag is what its label says: sign what you built or trust.`,
  examples: [
    ['module-images attest hello-r --key cosign.key', 'one image'],
    ['module-images attest --key cosign.key --json', 'all active modules'],
  ],
  failsWhen: 'an error, an image that is not published; the others are attested all the same',
}

/** `module-images attest [modules…] --key FILE` */
export const attestCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('attest'), HELP)
      .description('Signs where published images come from and what is in them, for anyone to check.')
      .argument('[modules...]', 'names or folders of modules; without any, all active ones')
      .requiredOption('--key <file>', 'private key, as cosign writes it')
      .option('--json', 'print JSON')
      .action((modules: string[], { key, json = false }: AttestFlags) =>
        action(async (context) => {
          const { attestModules } = await import('../../commands/attest/attest-modules.js')
          return attestModules({ modules, key, json }, context)
        }),
      )
  },
}
