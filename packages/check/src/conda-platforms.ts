/** conda's names. Source: https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html#subdir-override-platform-detection */
export const CONDA_PLATFORMS: ReadonlyMap<string, string> = new Map([
  ['linux/amd64', 'linux-64'],
  ['linux/arm64', 'linux-aarch64'],
  ['linux/arm64/v8', 'linux-aarch64'],
  ['linux/ppc64le', 'linux-ppc64le'],
  ['linux/s390x', 'linux-s390x'],
])
