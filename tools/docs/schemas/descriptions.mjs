/** What an editor shows of the plugin's options in nx.json. The table of the README says the same at more length. */

/** @type {Readonly<Record<string, string>>} */
export const PLUGIN_OPTIONS = {
  modules: 'Globs of module folders, from the workspace root and with /. A folder is a module when it holds a Dockerfile.',
  registry: 'Host and prefix under which images are published, such as public.ecr.aws/openscpca.',
  registryKind: 'What the registry is, where its host does not tell.',
  repositoryPage: 'What a gallery shows of each repository; false leaves gallery pages alone.',
  tags: 'Tags that docker-push moves.',
  movableTags: "Globs of tags that follow the branch; any other is a release's.",
  tipRemote: "The git remote that is asked for the branch's newest commit; false for never.",
  platforms: 'Platforms of every image, such as linux/amd64.',
  mirrors: 'Where base images are also found, from host or prefix to host/prefix.',
  parallelBuilds: 'Builds at the same time. Default: 4 to 8, by processors.',
  prune: 'Remove each image from the engine once it is pushed and no build of the run starts from it any more.',
  externalImages: 'Globs of images in the registry, below its prefix, that are no modules of this workspace.',
  workflows: 'What generated GitHub workflows take over.',
  buildTargetName: 'Name of the target that builds.',
  pushTargetName: 'Name of the target that publishes.',
  runTargetName: 'Name of the target that runs a module.',
  shellTargetName: 'Name of the target that opens a shell.',
  loadTargetName: 'Name of the target that loads an image into the engine.',
  checkTargetName: 'Name of the target that checks a module.',
  checks: 'Rules of docker-check by id, see docs/rules.md.',
  lockAgeDays: 'Days after which a base lock counts as old.',
}

/** @type {Readonly<Record<string, string>>} */
export const WORKFLOW_OPTIONS = {
  defaultBranch: 'Pushes to it publish. Default: defaultBase of nx.json.',
  releaseTags: 'Tags of GitHub releases that publish images under the same tag.',
  refreshSchedule: 'When bases are looked at anew, as cron in UTC; false for never.',
  testSchedule: 'When the tests of active modules run beside their pull requests, as cron in UTC; false for never.',
  environment: 'The protected environment that publishing jobs run in.',
  roleVariable: 'The variable of that environment with the ARN of the AWS role to take.',
  nodeVersion: 'For actions/setup-node.',
  runner: 'Label of the runners.',
  attestations: 'Whether each pushed digest gets a build provenance attestation.',
  lfs: 'Whether checkouts fetch the files that Git LFS keeps elsewhere.',
  submodules: 'Whether checkouts fetch submodules, and those within them.',
}
