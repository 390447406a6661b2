// @ts-check
/**
 * Files of a workspace, by posix path; scripts (`.sh`) are executable.
 *
 * @typedef {Readonly<Record<string, string>>} Files
 */

/**
 * @param {import('./arbitrary-workspace.mjs').Workspace} workspace
 * @param {{ registry: string }} place `registry`: host and prefix; also in what images are made of, so that no two workspaces share one
 * @returns {Files}
 */
export function renderWorkspace(workspace, { registry }) {
  const { npmWorkspaces, nxignore, gitignore, modules } = workspace
  return {
    'nx.json': renderNxJson(workspace, registry),
    'package.json': renderJson({ name: 'generated', private: true, ...(npmWorkspaces ? { workspaces: npmWorkspaces } : {}) }),
    '.gitignore': renderLines(['node_modules', 'dist', '.nx', ...gitignore]),
    ...(nxignore.length > 0 ? { '.nxignore': renderLines(nxignore) } : {}),
    ...Object.assign({}, ...modules.map((_, index) => renderModule(modules, index, registry))),
  }
}

/** @param {import('./arbitrary-workspace.mjs').Workspace} workspace @param {string} registry */
function renderNxJson({ globs, registration, platforms, targetDefaults, relaxed }, registry) {
  const options = { registry, modules: globs, ...(platforms ? { platforms } : {}) }
  const plugins = [{ plugin: '@module-images/nx', ...registration, options }]
  const defaults = targetDefaults && { targetDefaults: { [targetDefaults.key]: renderDefaults(targetDefaults) } }
  return renderJson({ analytics: false, plugins, ...defaults }, relaxed)
}

/** @param {import('./arbitrary-workspace.mjs').TargetDefaults} defaults */
function renderDefaults({ options, only }) {
  return only ? [{ options }, { filter: { projects: [only.project] }, options: only.options }] : { options }
}

/** @param {readonly import('./arbitrary-workspace.mjs').WorkspaceModule[]} modules @param {number} index @param {string} registry @returns {Files} */
function renderModule(modules, index, registry) {
  const { root, parent, packageJson, projectJson } = /** @type {import('./arbitrary-workspace.mjs').WorkspaceModule} */ (modules[index])
  const own = familyOptions(modules, index)
  const isBare = Object.keys(own).length > 0 && !projectJson
  const written = isBare ? { name: undefined, options: {}, tags: [], relaxed: false, configuration: undefined } : projectJson
  const below = (/** @type {Files} */ files) => Object.fromEntries(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text]))
  return below({
    Dockerfile: dockerfile(parent === undefined ? 'scratch' : `${registry}/${imageOfParent(parent)}:latest`, root),
    'input.txt': `${registry} ${root}\n`,
    'secret.txt': 'hidden\n',
    'run.sh': '#!/bin/sh\n',
    ...(packageJson ? { 'package.json': renderPackageJson(packageJson) } : {}),
    ...(written ? { 'project.json': renderProjectJson(written, own) } : {}),
  })
}

/**
 * What a parent has to say for its children's sake, and they for its: a child names its parent's image, is built for the platforms that there is a
 * parent for, and where it is.
 *
 * @param {readonly import('./arbitrary-workspace.mjs').WorkspaceModule[]} modules @param {number} index
 */
function familyOptions(modules, index) {
  const isParent = modules.some(({ parent }) => parent === index)
  const isChild = modules[index]?.parent !== undefined
  return {
    ...(isParent || isChild ? { platforms: ['linux/amd64'] } : {}),
    ...(isParent ? { image: imageOfParent(index) } : {}),
  }
}

/** @param {number} index */
function imageOfParent(index) {
  return `parent-${index}`
}

/** Labels that tell from the image alone what it was made by: its arguments, and of which module its last stage is. */
export const SHOWN = { A: 'shown.A', B: 'shown.B', last: 'shown.last' }

/** @param {string} base @param {string} root */
function dockerfile(base, root) {
  return renderLines([
    `FROM ${base} AS first`,
    'ARG A=none',
    'ARG B=none',
    `LABEL ${SHOWN.A}=$A ${SHOWN.B}=$B`,
    'COPY input.txt /d/',
    'FROM first AS last',
    `LABEL ${SHOWN.last}=${root}`,
  ])
}

/** @param {import('./arbitrary-workspace.mjs').PackageJson} packageJson */
function renderPackageJson({ name, nx }) {
  const own = nx && {
    ...(nx.name ? { name: nx.name } : {}),
    ...(nx.tags.length > 0 ? { tags: nx.tags } : {}),
    targets: targets(nx.options),
  }
  return renderJson({ name, version: '1.0.0', private: true, ...(own ? { nx: own } : {}) })
}

/** @param {import('./arbitrary-workspace.mjs').ProjectJson} projectJson @param {object} more options */
function renderProjectJson({ name, options, tags, relaxed, configuration }, more) {
  const byDefault = configuration ? { defaultConfiguration: 'usual', configurations: { usual: configuration } } : {}
  const own = targets({ ...options, ...more }, byDefault)
  return renderJson({ ...(name ? { name } : {}), ...(tags.length > 0 ? { tags } : {}), targets: own }, relaxed)
}

/** @param {object} options @param {object} [more] */
function targets(options, more = {}) {
  return { 'docker-build': { ...(Object.keys(options).length > 0 ? { options } : {}), ...more } }
}

/** @param {object} value @param {boolean} [relaxed] with comments and trailing commas, as Nx takes them */
function renderJson(value, relaxed = false) {
  const text = JSON.stringify(value, undefined, 2)
  return `${relaxed ? `// As a person may write it.\n${text.replace(/\n( *[}\]])/g, ', /* and no more */\n$1')}` : text}\n`
}

/** @param {readonly string[]} lines */
function renderLines(lines) {
  return `${lines.join('\n')}\n`
}
