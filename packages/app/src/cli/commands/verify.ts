import { Option } from 'commander'
import type { TrustedSigner } from '../../attest/open-verifier.js'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

interface VerifyFlags {
  readonly tags?: string
  readonly at?: string
  readonly signed?: boolean
  readonly key?: string
  readonly identity?: string
  readonly issuer: string
  readonly trustedRoot?: string
  readonly json?: boolean
}

const HELP: HelpText = {
  details: `
Looks at each image in the registry: is there one of this checkout's key, are all its manifests and blobs there, does its label
say that key, and do the tags name it. It needs no engine and changes nothing.

With --at, the images of another commit: whether module-images run --at will find them.

With --signed it takes images in place of modules, from any registry, and needs no checkout. Of each it checks that a provenance and a list of contents are
beside it which the key or the identity has signed for its digest, that its tag names that digest, and that every part of it is there. What the layers hold,
docker checks by their digests when it pulls them.

An identity is the address of a workflow file at a revision, where GitHub signed for the job. In --identity, * stands for any text, and all of the identity
has to match. Write the slash after the repository: owner/repository* is also true of owner/repository-of-another.`,
  examples: [
    ['module-images verify', 'all active modules'],
    ['module-images verify hello-r --tags latest,v1.2.0', 'one module, and these tags'],
    ['module-images verify --at v1.2.0', 'whether all images of a release are still there'],
    [
      'module-images verify --identity "https://github.com/AlexsLemonade/OpenScPCA-analysis/.github/workflows/*@refs/heads/main" public.ecr.aws/openscpca/hello-r:latest',
      'who built an image, and from what, for anyone',
    ],
    ['module-images verify --key cosign.pub public.ecr.aws/openscpca/hello-r:latest', 'the same, of what was signed with a key'],
  ],
  failsWhen: 'an error, something that is not so, no answer of the registry',
}

/** https://docs.github.com/actions/reference/security/oidc */
const GITHUB = 'https://token.actions.githubusercontent.com'

function readSigner({ key, identity, issuer, trustedRoot }: VerifyFlags): TrustedSigner | undefined {
  if (key !== undefined) return { kind: 'key', file: key }
  return identity === undefined ? undefined : { kind: 'identity', identity, issuer, trustedRoot }
}

/** `module-images verify [modules…] [--tags LIST] [--at REV] [--json]`, `module-images verify (--key FILE | --identity TEXT) [images…] [--json]` */
export const verifyCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('verify'), HELP)
      .description('Checks that tags in the registry name the images this checkout wants, and that those are whole.')
      .argument('[modules...]', 'names or folders of modules; without any, all active ones. With --signed, images')
      .option('--tags <list>', 'tags to check, separated by commas (default: those a push moves)')
      .option('--at <revision>', 'look at the images of this commit; no tag has to name them')
      .addOption(new Option('--signed', 'check the signatures beside images').conflicts(['tags', 'at']))
      .addOption(new Option('--key <file>', 'public key that signed them, as cosign writes it; implies --signed').implies({ signed: true }))
      .addOption(
        new Option('--identity <identity>', 'identity that signed them, * for any text; implies --signed')
          .implies({ signed: true })
          .conflicts('key'),
      )
      .addOption(new Option('--issuer <url>', 'who vouched for the identity').default(GITHUB, "that of GitHub's jobs"))
      .addOption(new Option('--trusted-root <file>', 'whom sigstore trusts; without, that is asked for').conflicts('key'))
      .option('--json', 'print JSON')
      .action((modules: string[], { tags, at, signed = false, json = false, ...flags }: VerifyFlags) =>
        action(
          async (context) => {
            if (signed)
              return (await import('../../commands/verify/verify-signed.js')).verifySigned(
                { images: modules, by: readSigner(flags), json },
                context,
              )
            const { verifyModules } = await import('../../commands/verify/verify-modules.js')
            return verifyModules({ modules, tags, at, json }, context)
          },
          signed ? 'optional' : 'needed',
        ),
      )
  },
}
