import type { LayerStore } from '../engine.js'
import { runDocker, type DockerOptions } from './docker-command.js'

/** The driver of builders that are the engine itself. https://docs.docker.com/build/builders/drivers/ */
const ENGINE_DRIVER = 'docker'
/** How an engine names containerd's image store among the facts about its storage driver. */
const CONTAINERD = 'io.containerd.snapshotter.v1'

/** Asks the builder for its driver, and the engine for its image store. */
export async function readLayerStore(options: DockerOptions, builder: string | undefined): Promise<LayerStore | undefined> {
  const [driver, facts] = await Promise.all([
    readOutput(options, ['buildx', 'inspect', ...(builder === undefined ? [] : [`--builder=${builder}`])]),
    readOutput(options, ['info', '--format={{json .DriverStatus}}']),
  ])
  return parseLayerStore(driver, facts)
}

/**
 * @param inspected what `docker buildx inspect` prints: `Driver:        docker`
 * @param driverStatus `[["driver-type","io.containerd.snapshotter.v1"]]`
 */
export function parseLayerStore(inspected: string | undefined, driverStatus: string | undefined): LayerStore | undefined {
  const driver = /^Driver:\s+(\S+)/m.exec(inspected ?? '')?.[1]
  if (driver === undefined) return undefined
  if (driver !== ENGINE_DRIVER) return 'builder'
  if (driverStatus === undefined) return undefined
  return driverStatus.includes(CONTAINERD) ? 'containerd' : 'classic'
}

async function readOutput(options: DockerOptions, args: readonly string[]): Promise<string | undefined> {
  const { exitCode, stdout } = await runDocker(options, args)
  return exitCode === 0 ? stdout : undefined
}
