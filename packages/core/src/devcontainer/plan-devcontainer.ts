/** What the configuration of a dev container is made from. */
export interface DevcontainerFacts {
  /** Of the module. */
  readonly name: string
  /** With its digest. */
  readonly image: string
  /** Whom the image has for work: a name, a number, or empty for root. */
  readonly user: string
  /** Where to begin: the module's folder below the opened one, posix; empty for that itself. */
  readonly folder: string
  readonly mounts: readonly DevcontainerMount[]
  /** Names of variables to pass on. */
  readonly env: readonly string[]
  readonly contents: DevcontainerContents
}

/** A folder or file that is only read. */
export interface DevcontainerMount {
  /** Native absolute path, or below the opened folder, posix. */
  readonly source: string
  /** Absolute path in the container. */
  readonly target: string
}

/** What an editor is to know of. */
export interface DevcontainerContents {
  readonly r: boolean
  readonly python: boolean
  /** `.ipynb` */
  readonly notebooks: boolean
  /** `.qmd` */
  readonly quarto: boolean
}

/** A `devcontainer.json`. https://containers.dev/implementors/json_reference/ */
export interface Devcontainer {
  readonly name: string
  readonly image: string
  readonly workspaceMount: string
  readonly workspaceFolder: string
  readonly remoteUser?: string
  readonly containerUser?: string
  /** False where no user of the image is to get the caller's number. */
  readonly updateRemoteUserUID?: false
  readonly containerEnv?: Readonly<Record<string, string>>
  readonly remoteEnv?: Readonly<Record<string, string>>
  readonly init: true
  readonly mounts?: readonly string[]
  readonly customizations?: { readonly vscode: { readonly extensions: readonly string[] } }
}

/** Where the opened folder lies, as in the containers of docker-run. */
const WORKSPACE = '/workspace'
const OPENED = '${localWorkspaceFolder}'

const EXTENSIONS: readonly (readonly [keyof DevcontainerContents, string])[] = [
  ['r', 'REditorSupport.r'],
  ['python', 'ms-python.python'],
  ['notebooks', 'ms-toolsai.jupyter'],
  ['quarto', 'quarto.quarto'],
]

/** The dev container in which one works as docker-run does: the same folders, files that belong to the caller, data that is only read. */
export function planDevcontainer({ name, image, user, folder, mounts, env, contents }: DevcontainerFacts): Devcontainer {
  const extensions = EXTENSIONS.filter(([language]) => contents[language]).map(([, id]) => id)
  return {
    name,
    image,
    workspaceMount: mountOf(OPENED, WORKSPACE),
    workspaceFolder: folder === '' ? WORKSPACE : `${WORKSPACE}/${folder}`,
    ...planUser(user),
    init: true,
    ...(mounts.length === 0 ? {} : { mounts: mounts.map(({ source, target }) => `${mountOf(inOpened(source), target)},readonly`) }),
    ...(env.length === 0 ? {} : { remoteEnv: Object.fromEntries(env.map((variable) => [variable, `\${localEnv:${variable}}`])) }),
    ...(extensions.length === 0 ? {} : { customizations: { vscode: { extensions } } }),
  }
}

/**
 * A named user gets the caller's number when the container is made. Of root and of numbers there is no name to give it to, so the container runs
 * as the caller's number, 1000 where the shell does not say which.
 */
function planUser(user: string): Pick<Devcontainer, 'remoteUser' | 'containerUser' | 'updateRemoteUserUID' | 'containerEnv'> {
  const [name = ''] = user.split(':')
  if (name !== '' && name !== 'root' && !/^\d+$/.test(name)) return { remoteUser: name }
  return {
    containerUser: '${localEnv:UID:1000}:${localEnv:GID:1000}',
    updateRemoteUserUID: false,
    containerEnv: { HOME: '/tmp' },
  }
}

function mountOf(source: string, target: string): string {
  return ['type=bind', `source=${source}`, `target=${target}`].map(field).join(',')
}

function inOpened(source: string): string {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(source) ? source : `${OPENED}/${source}`
}

/** A field of docker's --mount, which is a record of CSV. https://www.rfc-editor.org/rfc/rfc4180#section-2 */
function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
