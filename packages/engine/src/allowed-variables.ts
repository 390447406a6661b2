/** Variables that an engine's command gets of this process, with the reason. A name may end in `*`. */
export interface AllowedVariables {
  readonly why: string
  readonly names: string
}

/** What every engine's command gets. */
export const COMMON_VARIABLES: readonly AllowedVariables[] = [
  { why: 'finding programs and plugins', names: 'PATH PATHEXT' },
  { why: "finding the user's files", names: 'HOME USER LOGNAME XDG_*' },
  { why: 'temporary files', names: 'TMPDIR TMP TEMP' },
  {
    why: 'programs on Windows and WSL',
    names:
      'SystemRoot SystemDrive windir ComSpec USERPROFILE HOMEDRIVE HOMEPATH USERNAME USERDOMAIN APPDATA LOCALAPPDATA PROGRAMDATA ' +
      'ALLUSERSPROFILE ProgramFiles ProgramFiles(x86) ProgramW6432 OS PROCESSOR_ARCHITECTURE NUMBER_OF_PROCESSORS WSLENV WSL_*',
  },
  { why: 'words and drawing of a terminal', names: 'LANG LANGUAGE LC_* TERM NO_COLOR' },
  // Of the client itself. A build gets proxies by Docker's configuration, where the engine is Docker, and by its build arguments alone.
  { why: 'the way to registries and engines', names: 'HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY' },
  { why: 'whom to trust there', names: 'SSL_CERT_FILE SSL_CERT_DIR NIX_SSL_CERT_FILE' },
]

/** What credential helpers and the tools of clouds sign in with. */
export const SIGN_INS: AllowedVariables = {
  why: 'credential helpers',
  names: 'GITHUB_TOKEN GITHUB_ACTOR AWS_* GOOGLE_* CLOUDSDK_* AZURE_* IDENTITY_* MSI_*',
}

/** In any case of letters: Windows makes no difference, and proxies are written both ways. */
export function createMatcher(variables: readonly AllowedVariables[]): (name: string) => boolean {
  const names = variables.flatMap((one) => one.names.split(' '))
  const pattern = new RegExp(`^(?:${names.map(patternOf).join('|')})$`, 'i')
  return (name) => pattern.test(name)
}

function patternOf(name: string): string {
  return name.replace(/[()]/g, String.raw`\$&`).replace(/\*$/, String.raw`\w+`)
}
