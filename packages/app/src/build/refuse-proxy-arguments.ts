import { ModuleImagesError, pathIn } from '@module-images/core'
import { DOCKERFILE, type LinkedModule } from '@module-images/workspace'

/**
 * Refuses a build whose image would hold a proxy, and its password, in its history: an argument that the Dockerfile declares and that gets a
 * value from Docker's configuration, or from the module's build arguments, which win.
 *
 * @param configuredProxies names in capitals, of what Docker's configuration gives to builds
 * @throws ModuleImagesError `proxy-in-history`, without any value
 */
export async function refuseProxyArguments(
  { root, declaredProxies, options }: Pick<LinkedModule, 'root' | 'declaredProxies' | 'options'>,
  configuredProxies: () => Promise<ReadonlySet<string>>,
): Promise<void> {
  if (declaredProxies.length === 0) return
  const configured = await configuredProxies()
  for (const { name, line } of declaredProxies) {
    const given = options.buildArgs[name]
    const source = given === undefined ? "Docker's configuration" : 'the option buildArgs'
    if (given === undefined ? !configured.has(name.toUpperCase()) : given === '') continue
    throw new ModuleImagesError({
      code: 'proxy-in-history',
      kind: 'input',
      message: `ARG ${name} would put the proxy that ${source} sets, and a password in it, into the history of the image.`,
      place: { file: pathIn(root, DOCKERFILE), line },
      fix: `Remove ${name} from this ARG: Docker gives it to every RUN by itself, and keeps it out of the image.`,
    })
  }
}
