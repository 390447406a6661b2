import { baseName } from '../shell/run-step.js'
import type { ModuleRule } from '../check-rule.js'
import { lineOfInput } from './input-line.js'

/** Names that hold secrets and hardly anything else. */
const SECRET_NAMES = [
  /^\.env(?!.*\.(?:example|sample|template|dist)$)(?:\..+)?$/i,
  /^id_(?:rsa|dsa|ecdsa|ed25519)$/,
  /^(?!.*(?:\bca\b|cert|chain|pub)).*\.pem$/,
  /\.(?:key|p12|pfx|jks|kdbx|ppk)$/,
  /^\.(?:netrc|pypirc|npmrc|Renviron|git-credentials|htpasswd|pgpass)$/,
]
const SECRET_PATHS = /(?:^|\/)(?:\.aws\/credentials|\.docker\/config\.json|\.ssh\/.+|\.gnupg\/.+)$/

export const secretFile: ModuleRule = {
  id: 'secret-file',
  scope: 'module',
  title: 'The build copies nothing that looks like a secret',
  severity: 'error',
  why: 'Whoever can pull an image can read every file of every layer, also one that a later step deletes.',
  fix: 'Name the file in .dockerignore; a build that needs it takes it by RUN --mount=type=secret.',
  examples: {
    passing: [
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim\nCOPY . /opt\n',
          '.dockerignore': '.env\n',
          '.env': 'A=1\n',
          '.env.docker.EXAMPLE': 'A=\n',
          'ca-cert.pem': '',
        },
      },
    ],
    failing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY . /opt\n', '.env': 'A=1\n' }, lines: ['Dockerfile:2'] },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY keys /keys\n', 'keys/id_ed25519': '' }, lines: ['Dockerfile:2'] },
    ],
  },
  check({ build }) {
    if (!build) return []
    const found = build.inputs.entries.filter(({ kind, path }) => kind !== 'directory' && looksSecret(path))
    return found.map(({ path }) => ({
      message: `'${path}' looks like a secret, and goes into the build.`,
      place: { file: build.file, line: lineOfInput(build, path) },
    }))
  },
}

function looksSecret(path: string): boolean {
  return SECRET_PATHS.test(path) || SECRET_NAMES.some((pattern) => pattern.test(baseName(path)))
}
