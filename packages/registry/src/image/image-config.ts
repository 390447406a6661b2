import { z } from 'zod'

const CONFIG = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().nullish(),
  created: z.string().nullish(),
  config: z
    .object({
      Labels: z.record(z.string(), z.string()).nullish(),
      Env: z.array(z.string()).nullish(),
      Entrypoint: z.array(z.string()).nullish(),
      Cmd: z.array(z.string()).nullish(),
      WorkingDir: z.string().nullish(),
      User: z.string().nullish(),
    })
    .nullish(),
})

/** What an image says of itself and of how it is run. Empty texts and lists stand for what it does not say. */
export interface ImageConfig {
  readonly os: string
  readonly architecture: string
  readonly variant?: string | undefined
  /** RFC 3339. */
  readonly created?: string | undefined
  readonly labels: Readonly<Record<string, string>>
  /** `NAME=value` each. */
  readonly env: readonly string[]
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly workingDir: string
  readonly user: string
}

/** Parses an image's configuration; nothing where it is not one. https://github.com/opencontainers/image-spec/blob/main/config.md */
export function parseImageConfig(bytes: Uint8Array): ImageConfig | undefined {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
  const parsed = CONFIG.safeParse(value)
  if (!parsed.success) return undefined
  const { os, architecture, variant, created, config } = parsed.data
  return {
    os,
    architecture,
    variant: variant ?? undefined,
    created: created ?? undefined,
    labels: config?.Labels ?? {},
    env: config?.Env ?? [],
    entrypoint: config?.Entrypoint ?? [],
    command: config?.Cmd ?? [],
    workingDir: config?.WorkingDir ?? '',
    user: config?.User ?? '',
  }
}
