import { Option } from 'commander'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface AttestFlags {
  readonly key?: string
  readonly keyless?: boolean
  readonly scan?: string
  readonly json?: boolean
}

const HELP: HelpText = {
  details: `
Puts three signed statements beside each published image of this checkout: the provenance (SLSA v1) and the list of contents as CycloneDX and SPDX. They
are kept as cosign 3 keeps them, refer to the image's digest and change nothing of the image. What was signed so already is left alone.

The key is a file of cosign generate-key-pair, or in a variable: env://NAME. Its password is in COSIGN_PASSWORD. With --keyless there is none: a job of
GitHub Actions with the permission id-token: write signs as itself, by way of sigstore, whose log shows in public which workflow signed and when.

--scan also looks into each image for what no lockfile names, such as packages of the base and of apt-get: Docker pulls the image and runs the scanner on it,
without a network, and what it finds is one more signed list beside the image. The scanner is named by digest, since it decides what is signed.

docker-push does the same, but for --scan, for what it uploads where MODULE_IMAGES_SIGNING is keyless, or names a key. Whoever signs vouches that the image under the content tag is what its label says: sign what you built or trust.`,
  examples: [
    ['module-images attest hello-r --key cosign.key', 'one image'],
    ['module-images attest --key env://COSIGN_PRIVATE_KEY --json', 'all active modules, with a key that is in a variable'],
    ['module-images attest --keyless', 'in a job of GitHub Actions'],
    ['module-images attest --keyless --scan docker/buildkit-syft-scanner@sha256:…', 'also what is in the base and from apt-get'],
  ],
  failsWhen: 'an error, an image that is not published; the others are attested all the same',
}

/** `module-images attest [modules…] (--key KEY | --keyless)` */
export const attestCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('attest'), HELP)
      .description('Signs where published images come from and what is in them, for anyone to check.')
      .argument('[modules...]', 'names or folders of modules; without any, all active ones')
      .option('--key <key>', 'private key, as cosign writes it: a file, or env://NAME')
      .addOption(new Option('--keyless', 'sign as this job of GitHub Actions').conflicts('key'))
      .option('--scan <image>', "also sign what a scanner of BuildKit's protocol finds in the images; by digest")
      .option('--json', 'print JSON')
      .action((modules: string[], { key, keyless = false, scan, json = false }: AttestFlags) =>
        action(async (context) => {
          const { attestModules } = await import('../../commands/attest/attest-modules.js')
          const method = keyless ? ({ kind: 'keyless' } as const) : key === undefined ? undefined : ({ kind: 'key', from: key } as const)
          return attestModules({ modules, method, scanner: scan, json }, context)
        }),
      )
  },
}
