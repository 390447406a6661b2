import { Option } from 'commander'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface VerifyFlags {
  readonly tags?: string
  readonly at?: string
  readonly signed?: boolean
  readonly key?: string
  readonly json?: boolean
}

const HELP: HelpText = {
  details: `
Looks at each image in the registry: is there one of this checkout's key, are all its manifests and blobs there, does its label
say that key, and do the tags name it. It needs no engine and changes nothing.

With --at, the images of another commit: whether module-images run --at will find them.

With --signed it takes images in place of modules, from any registry, and needs no checkout. Of each it checks that a provenance and a list of contents are
beside it which the key has signed for its digest, that its tag names that digest, and that every part of it is there. What the layers hold, docker checks
by their digests when it pulls them.`,
  examples: [
    ['module-images verify', 'all active modules'],
    ['module-images verify hello-r --tags latest,v1.2.0', 'one module, and these tags'],
    ['module-images verify --at v1.2.0', 'whether all images of a release are still there'],
    [
      'module-images verify --signed --key cosign.pub public.ecr.aws/openscpca/hello-r:latest',
      'who built an image, and from what, for anyone',
    ],
  ],
  failsWhen: 'an error, something that is not so, no answer of the registry',
}

/** `module-images verify [modules…] [--tags LIST] [--at REV] [--json]`, `module-images verify --signed --key FILE [images…] [--json]` */
export const verifyCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('verify'), HELP)
      .description('Checks that tags in the registry name the images this checkout wants, and that those are whole.')
      .argument('[modules...]', 'names or folders of modules; without any, all active ones. With --signed, images')
      .option('--tags <list>', 'tags to check, separated by commas (default: those a push moves)')
      .option('--at <revision>', 'look at the images of this commit; no tag has to name them')
      .addOption(new Option('--signed', 'check the signatures beside images').conflicts(['tags', 'at']))
      .addOption(new Option('--key <file>', 'public key that signed them, as cosign writes it; implies --signed').implies({ signed: true }))
      .option('--json', 'print JSON')
      .action((modules: string[], { tags, at, signed = false, key, json = false }: VerifyFlags) =>
        action(
          async (context) => {
            if (signed)
              return (await import('../../commands/verify/verify-signed.js')).verifySigned({ images: modules, key, json }, context)
            const { verifyModules } = await import('../../commands/verify/verify-modules.js')
            return verifyModules({ modules, tags, at, json }, context)
          },
          signed ? 'optional' : 'needed',
        ),
      )
  },
}
