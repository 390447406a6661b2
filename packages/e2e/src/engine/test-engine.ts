import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type CommandResult, runCommand, runOrThrow } from '../process/run-command.js'

/** The engine seen past the product, with the docker command. */
export interface TestEngine {
  /** What a command needs to reach the engine, and nothing else of the user's. */
  readonly env: NodeJS.ProcessEnv
  /** Output of a docker command. @throws Error unless it exits with 0 */
  docker(...args: string[]): Promise<string>
  tryDocker(...args: string[]): Promise<CommandResult>
  /** `repository:tag` of every image whose name begins so, sorted. */
  images(prefix: string): Promise<string[]>
  /** Takes away every image whose name begins so. */
  removeImages(prefix: string): Promise<void>
}

/** @param configFolder a Docker configuration of the test's own; made here, without any sign-in */
export async function createTestEngine(configFolder: string): Promise<TestEngine> {
  mkdirSync(configFolder, { recursive: true })
  const own = join(process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'cli-plugins')
  if (existsSync(own)) symlinkSync(own, join(configFolder, 'cli-plugins'))
  const inspect = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}']
  const host = process.env['DOCKER_HOST'] ?? (await runOrThrow({ command: 'docker', args: inspect, env: process.env }))
  const env = { PATH: process.env['PATH'], DOCKER_HOST: host, DOCKER_CONFIG: configFolder }
  const docker = (...args: string[]) => runOrThrow({ command: 'docker', args, env })
  const images = async (prefix: string) => {
    const lines = (await docker('images', '--format', '{{.Repository}}:{{.Tag}}')).split('\n')
    return lines.filter((line) => line.startsWith(prefix)).sort()
  }
  return {
    env,
    docker,
    tryDocker: (...args) => runCommand({ command: 'docker', args, env }),
    images,
    async removeImages(prefix) {
      const names = await images(prefix)
      if (names.length > 0) await docker('rmi', '--force', ...names)
    },
  }
}
