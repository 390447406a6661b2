// @ts-check
import { SHOWN } from './render-workspace.mjs'

/**
 * Where an image is not made by what Nx has of its module: all commands may say the same, and be wrong.
 *
 * @param {readonly import('./ask-commands.mjs').NxModule[]} modules
 * @param {ReadonlyMap<string, import('./ask-commands.mjs').EngineImage>} images by module
 * @param {ReadonlyMap<string, string>} references of the images, by module
 * @returns {string[]} a sentence for each
 */
export function findMisbuilt(modules, images, references) {
  return modules.flatMap((module) => {
    const [image, reference] = [images.get(module.name), references.get(module.name)]
    if (!image || reference === undefined || image.names.length === 0) return []
    return [...argumentFaults(module, image), ...optionFaults(module, image, reference)].map((what) => `${module.name}: ${what}`)
  })
}

/** @param {import('./ask-commands.mjs').NxModule} module @param {import('./ask-commands.mjs').EngineImage} image */
function argumentFaults({ options }, { labels }) {
  return /** @type {const} */ (['A', 'B']).flatMap((name) => {
    const [wanted, found] = [options['buildArgs']?.[name] ?? 'none', labels[SHOWN[name]]]
    return wanted === found ? [] : [`built with ${name}=${found}, and Nx has ${wanted}`]
  })
}

/** @param {import('./ask-commands.mjs').NxModule} module @param {import('./ask-commands.mjs').EngineImage} image @param {string} reference */
function optionFaults({ root, options }, { labels, platform }, reference) {
  const [isLast, wantsLast] = [labels[SHOWN.last] === root, options['target'] !== 'first']
  const wantedPlatforms = options['platforms'] ?? [platform]
  return [
    ...Object.entries(options['labels'] ?? {})
      .filter(([name, value]) => labels[name] !== value)
      .map(([name, value]) => `has the label ${name}=${labels[name]}, and Nx has ${value}`),
    ...(isLast === wantsLast ? [] : [`built to its ${isLast ? 'last' : 'first'} stage, and Nx has ${options['target']}`]),
    ...(wantedPlatforms.includes(platform) ? [] : [`built for ${platform}, and Nx has ${wantedPlatforms}`]),
    ...(options['image'] === undefined || reference.includes(`/${options['image']}:`)
      ? []
      : [`called ${reference}, and Nx has ${options['image']}`]),
  ]
}
