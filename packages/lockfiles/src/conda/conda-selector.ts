/** Selectors each platform answers to. Table: conda_lock/src_parser/selectors.py of https://github.com/conda/conda-lock */
const SELECTORS: Readonly<Record<string, readonly string[]>> = {
  'linux-64': ['linux64', 'linux', 'unix'],
  'linux-aarch64': ['aarch64', 'linux', 'unix'],
  'linux-ppc64le': ['ppc64le', 'linux', 'unix'],
  'osx-64': ['osx64', 'osx', 'unix'],
  'osx-arm64': ['arm64', 'osx', 'unix'],
  'win-64': ['win64', 'win'],
}

/** The selector of a line's comment: `linux64` of ` for its linker [linux64]`. To conda itself it is a comment; conda-lock reads it. */
export function readSelector(comment: string): string | undefined {
  return /\[([^[\]]+)\][^[\]()]*$/.exec(comment)?.[1]
}

/** Whether conda-lock takes a line with this selector for a platform. @param platform as conda names it: `linux-64` */
export function selects(selector: string | undefined, platform: string): boolean {
  return selector === undefined || (SELECTORS[platform]?.includes(selector) ?? false)
}
