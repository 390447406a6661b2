import type { ModuleRule } from '../check-rule.js'
import { lineOfInput } from './input-line.js'

export const secretFile: ModuleRule = {
  id: 'secret-file',
  scope: 'module',
  title: 'The build copies nothing that looks like a secret',
  severity: 'error',
  why: 'Whoever can pull an image can read every file of every layer, also one that a later step deletes. It is a hint for an .env without a variable that is called after a secret.',
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
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim\nCOPY . /opt\n',
          '.npmrc': 'save-exact=true\n//registry.example.org/:_authToken=${NPM_TOKEN}\n',
          'sign.key': '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n',
        },
        note: 'neither holds a secret',
      },
    ],
    failing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY . /opt\n', '.env': 'A=1\n' }, lines: ['Dockerfile:2'] },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY keys /keys\n', 'keys/id_ed25519': '' }, lines: ['Dockerfile:2'] },
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim\nCOPY . /opt\n',
          '.npmrc': '//registry.example.org/:_authToken=npm_0123456789\n',
          'a.key': '-----BEGIN PRIVATE KEY-----\nMIIE\n',
        },
        lines: ['Dockerfile:2', 'Dockerfile:2'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    return build.secrets.map(({ path, isCertain }) => ({
      message: `'${path}' ${isCertain ? 'looks like a secret' : 'is of a kind that often holds secrets'}, and goes into the build.`,
      place: { file: build.file, line: lineOfInput(build, path) },
      ...(isCertain ? {} : { atMost: 'hint' as const }),
    }))
  },
}
