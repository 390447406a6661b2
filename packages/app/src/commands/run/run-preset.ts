import { randomBytes } from 'node:crypto'
import type { RunRequest } from '@module-images/engine'
import type { ImageTarget } from '../../session/image-target.js'
import { findFreePort } from './page/free-port.js'
import type { Page } from './page/page.js'
import { originHost } from './page/page-address.js'
import { checkNetwork, LOOPBACK } from './page/publish.js'
import { type PagePorts, showPage } from './page/show-page.js'
import { planCommand } from './plan-command.js'
import { planContainer } from './plan-container.js'
import { planProgram } from './plan-program.js'
import { findPreset, renderPresetQuestion } from './preset/find-preset.js'
import type { Preset, PresetPlan } from './preset/preset.js'
import { type ContainerRequest, prepareContainer, type ReadyContainer, type StartPorts } from './start-container.js'

/** Of a token and of a password, which is pasted. */
const SECRET_BYTES = 20

/** A server of the image to start. */
export interface PresetRun extends ContainerRequest {
  /** One of `PRESET_NAMES`. */
  readonly preset: string
  /** Further arguments of the server. */
  readonly words: readonly string[]
  readonly loginShell: boolean
  readonly pagePorts: Omit<PagePorts, 'isTold'>
}

/**
 * Starts a server that the image has, at a free port, with a password made for this run, and returns its exit code. Its page is told of once it
 * answers.
 *
 * @throws ModuleImagesError `no-preset`, and as {@link prepareContainer}
 */
export async function runPreset(ports: StartPorts, wanted: ImageTarget, run: PresetRun): Promise<number> {
  checkNetwork(run.options.network)
  const ready = await prepareContainer(ports, wanted, run)
  const preset = findPreset(wanted.module.name, run.preset, await askImage(ports, ready, run))
  const port = ready.publish.find(({ container }) => container === preset.port) ?? {
    address: LOOPBACK,
    host: await findFreePort(LOOPBACK, preset.port),
    container: preset.port,
  }
  const secret = randomBytes(SECRET_BYTES).toString('hex')
  const plan = preset.plan({ secret, owner: ownerOf(run), namespace: ready.namespace })
  const publish = [...ready.publish.filter((other) => other !== port), port]
  const page = showPage(planPage(preset, plan, { origin: `http://${originHost(port)}`, secret }), { ...run.pagePorts, isTold: false })
  try {
    return (await ports.engine.run(planServer({ ...ready, publish }, run, plan))).exitCode
  } finally {
    await page.close()
  }
}

/** By a container of its own, which sees nothing but the image. @returns the exit code of the question */
async function askImage(
  { engine }: StartPorts,
  { image, entrypoint, options: { platform } }: ReadyContainer,
  { loginShell }: PresetRun,
): Promise<number> {
  const argv = planProgram({ command: renderPresetQuestion(), args: [], loginShell })
  return (await engine.run({ image, ...planCommand(argv, entrypoint), mounts: [], env: {}, network: 'none', platform })).exitCode
}

/** The server gets no terminal: Ctrl-C ends it, and is no question to answer. */
function planServer(ready: ReadyContainer, { words, loginShell, caller }: PresetRun, plan: PresetPlan): RunRequest {
  const { options } = ready
  const argv = planProgram({ command: plan.line, args: words, loginShell })
  const user = plan.runAs === undefined ? options.user : 'image'
  const request = planContainer({ ...ready, argv }, { ...options, user }, { ...caller, interactive: false, tty: false })
  return { ...request, ...plan.runAs, env: { ...request.env, ...plan.env } }
}

/** To whom files of a server belong that takes a user for its sessions. */
function ownerOf({ options: { user }, caller }: PresetRun): string | undefined {
  if (user === 'caller') return caller.user
  return /^\d+(?::\d+)?$/.test(user) ? user : undefined
}

function planPage(
  { title }: Preset,
  { signIn }: PresetPlan,
  { origin, secret }: { readonly origin: string; readonly secret: string },
): Page {
  if (signIn.kind === 'token') return { title, address: new URL(`/?token=${secret}`, origin) }
  return { title, address: new URL(origin), signIn: { user: signIn.user, password: secret } }
}
