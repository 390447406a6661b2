// @ts-check
import { readFileSync } from 'node:fs'
import { createImage, digestOf, putImage } from '../../images/put-image.mjs'
import { writeLayer } from '../../images/layer.mjs'
import { BUSYBOX } from '../../local/programs.mjs'

/**
 * The images from outside that cases stand on: of invented names, so that none of the person's own is hidden by them.
 *
 * @typedef {{ repository: string, tag: string, image: import('../../images/put-image.mjs').NewImage }} BaseImage
 */

const APPLETS = ['sh', 'cat', 'chmod', 'cp', 'echo', 'env', 'false', 'id', 'ln', 'ls', 'mkdir', 'mv', 'rm', 'sort', 'test', 'touch', 'true']
const PATH = 'PATH=/usr/local/bin:/bin'

/** Anybody may write into `/out`, where every step leaves what it made. @returns {Promise<BaseImage[]>} the same bytes at any time */
export async function createBaseImages() {
  const withShell = (/** @type {string} */ name) => createLayer(name, { runs: true })
  return [
    base('library/diffbase', '1', await withShell('diffbase 1'), { Env: [PATH, 'BASE=1'], Cmd: ['/bin/sh'], Labels: { base: 'diffbase' } }),
    base('library/diffbase', 'latest', await withShell('diffbase latest'), { Env: [PATH, 'BASE=latest'], WorkingDir: '/work' }),
    base('library/diffbase-amd64', 'latest', await withShell('diffbase-amd64'), { Env: [PATH], User: '0', StopSignal: 'SIGINT' }),
    base('library/difftools', '1', await createLayer('difftools', { runs: false }), {
      ...{ Env: ['TOOLS=yes'], Entrypoint: ['/out/tool'], ExposedPorts: { '80/tcp': {} }, Volumes: { '/cache': {} } },
    }),
    base('library/diffonbuild', '1', await withShell('diffonbuild'), {
      ...{ Env: [PATH], OnBuild: ['COPY . /onbuild/', 'RUN echo triggered > /out/triggered'] },
    }),
  ]
}

/** Puts them where a mirror of Docker Hub has them. @param {readonly BaseImage[]} images @param {string} mirror */
export async function publishBaseImages(images, mirror) {
  for (const { repository, tag, image } of images) await putImage(`${mirror}/${repository}`, tag, image)
}

/** @param {BaseImage} base */
export function baseDigest({ image }) {
  return digestOf(image.manifest)
}

/** @param {string} repository @param {string} tag @param {Buffer} layer @param {object} config @returns {BaseImage} */
function base(repository, tag, layer, config) {
  return { repository, tag, image: createImage(layer, config) }
}

/** @param {string} name is what its marker says @param {{ runs: boolean }} with_ */
function createLayer(name, { runs }) {
  /** @type {import('../../images/layer.mjs').NewEntry[]} */
  const files = [
    { path: 'out', type: 'directory', mode: 0o777 },
    { path: 'out/base', type: 'file', mode: 0o644, content: Buffer.from(`${name}\n`) },
  ]
  if (!runs) return writeLayer([...files, { path: 'out/tool', type: 'file', mode: 0o755, content: Buffer.from('a tool\n') }])
  return writeLayer([
    ...files,
    { path: 'bin', type: 'directory', mode: 0o755 },
    { path: 'bin/busybox', type: 'file', mode: 0o755, content: readFileSync(BUSYBOX) },
    ...APPLETS.map((applet) => /** @type {const} */ ({ path: `bin/${applet}`, type: 'symlink', mode: 0o777, target: 'busybox' })),
    { path: 'etc', type: 'directory', mode: 0o755 },
    { path: 'etc/passwd', type: 'file', mode: 0o644, content: Buffer.from('root:x:0:0::/:/bin/sh\napp:x:1000:1000::/:/bin/sh\n') },
    { path: 'etc/group', type: 'file', mode: 0o644, content: Buffer.from('root:x:0:\napp:x:1000:\n') },
    { path: 'tmp', type: 'directory', mode: 0o1777 },
    { path: 'work', type: 'directory', mode: 0o755 },
  ])
}
