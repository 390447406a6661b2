import type { SealedBuild } from '@module-images/core'

/** https://slsa.dev/spec/v1.1/provenance */
export const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1'
/** What the parameters of the provenance mean: docs/trust.md. */
const BUILD_TYPE = 'https://github.com/module-images/module-images/blob/main/docs/trust.md#the-provenance'

/** What is known of how an image came to be. */
export interface ProvenanceFacts {
  readonly module: string
  /** Posix path of the module from the workspace's root. */
  readonly root: string
  readonly key: string
  /** Of the way keys are made. */
  readonly recipe: number
  readonly sealed: SealedBuild
  /** Page of the repository, and the commit that the image says it was built at. */
  readonly source: { readonly repository: string | undefined; readonly commit: string | undefined }
  readonly builder: Builder
}

/** Who signs. */
export interface Builder {
  /** An address: a workflow file at a revision, or that it was a person's machine. */
  readonly id: string
  /** Address of the run. */
  readonly run: string | undefined
}

interface Dependency {
  readonly uri?: string
  readonly name?: string
  readonly digest?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, unknown>>
}

/** The predicate of SLSA's provenance: everything that made the content key, so that anyone can compare it with a checkout of the commit. */
export function planProvenance({ module, root, key, recipe, sealed, source, builder }: ProvenanceFacts): object {
  const { buildArgs, target, platforms, epochs, instructions } = sealed
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: {
        module,
        path: root,
        platforms,
        ...(target === undefined ? {} : { target }),
        buildArgs,
        ...(source.repository === undefined ? {} : { source: source.repository }),
      },
      internalParameters: { contentKey: key, recipe, epochs, instructions: { sha256: instructions } },
      resolvedDependencies: [...planSource(source), ...planBases(sealed), ...planInputs(sealed)],
    },
    runDetails: {
      builder: { id: builder.id },
      ...(builder.run === undefined ? {} : { metadata: { invocationId: builder.run } }),
    },
  }
}

function planSource({ repository, commit }: ProvenanceFacts['source']): Dependency[] {
  if (commit === undefined) return []
  return [{ ...(repository === undefined ? { name: 'source' } : { uri: `git+${repository}` }), digest: { gitCommit: commit } }]
}

function planBases({ bases }: SealedBuild): Dependency[] {
  return bases.map((base) => {
    const common = { name: base.reference }
    if ('digest' in base) return { ...common, digest: { sha256: base.digest.replace(/^sha256:/, '') } }
    return { ...common, annotations: 'key' in base ? { contentKey: base.key } : { unlocked: true } }
  })
}

function planInputs({ inputs }: SealedBuild): Dependency[] {
  return inputs.map((input) => {
    switch (input.kind) {
      case 'file':
        return { name: input.path, digest: { sha256: input.sha256 }, ...(input.executable ? { annotations: { executable: true } } : {}) }
      case 'symlink':
        return { name: input.path, annotations: { symlink: input.target } }
      case 'directory':
        return { name: input.path, annotations: { directory: true } }
    }
  })
}
