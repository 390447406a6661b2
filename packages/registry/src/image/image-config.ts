import * as v from 'valibot'

const CONFIG = v.object({
  os: v.string(),
  architecture: v.string(),
  variant: v.nullish(v.string()),
  created: v.nullish(v.string()),
  history: v.nullish(v.array(v.object({ created_by: v.nullish(v.string()), empty_layer: v.nullish(v.boolean()) }))),
  config: v.nullish(
    v.object({
      Labels: v.nullish(v.record(v.string(), v.string())),
      Env: v.nullish(v.array(v.string())),
      Entrypoint: v.nullish(v.array(v.string())),
      Cmd: v.nullish(v.array(v.string())),
      WorkingDir: v.nullish(v.string()),
      User: v.nullish(v.string()),
      OnBuild: v.nullish(v.array(v.string())),
    }),
  ),
})

/** What an image says of itself and of how it is run. Empty texts and lists stand for what it does not say. */
export interface ImageConfig {
  readonly os: string
  readonly architecture: string
  readonly variant?: string | undefined
  /** RFC 3339. */
  readonly created?: string | undefined
  readonly labels: Readonly<Record<string, string>>
  /** What made each layer, from the base up, as the builder wrote it down. */
  readonly instructions: readonly string[]
  /** `NAME=value` each. */
  readonly env: readonly string[]
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly workingDir: string
  readonly user: string
  /** Instructions that a build which starts from the image runs first: `COPY . /app`. */
  readonly onbuild: readonly string[]
}

/** Parses an image's configuration; nothing where it is not one. https://github.com/opencontainers/image-spec/blob/main/config.md */
export function parseImageConfig(bytes: Uint8Array): ImageConfig | undefined {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
  const parsed = v.safeParse(CONFIG, value)
  if (!parsed.success) return undefined
  const { os, architecture, variant, created, history, config } = parsed.output
  return {
    os,
    architecture,
    variant: variant ?? undefined,
    created: created ?? undefined,
    labels: config?.Labels ?? {},
    instructions: (history ?? []).filter((step) => step.empty_layer !== true).map((step) => step.created_by ?? ''),
    env: config?.Env ?? [],
    entrypoint: config?.Entrypoint ?? [],
    command: config?.Cmd ?? [],
    workingDir: config?.WorkingDir ?? '',
    user: config?.User ?? '',
    onbuild: config?.OnBuild ?? [],
  }
}
