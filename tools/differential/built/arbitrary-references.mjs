// @ts-check
import fc from 'fast-check'
import { baseDigest, createBaseImages } from './base-images.mjs'
import { REGISTRY } from './parent-modules.mjs'

/** Of `diffbase:1`, whose bytes are always the same. */
const [DIGEST] = (await createBaseImages()).map(baseDigest)

/** Names for stages: plain ones, and those of images, of modules and of what a program might call things itself, in several cases of letters. */
export const stageName = fc.constantFrom(
  ...['build', 'Build', 'diffbase', 'DiffBase', 'difftools', 'library', 'par', 'Par', 'kid', 'plain', 'latest', 'x.y_z-1'],
  ...['sealed-base-1', 'sealed-base-2', 'base', 'context', 'dockerfile', 'amd64'],
)

/**
 * One way to name an image in a Dockerfile, with the `args` that go before the first FROM, and whether a stage of it can run anything.
 *
 * @typedef {{ text: string, args: readonly string[], buildArgs: Readonly<Record<string, string>>, runs: boolean }} Reference
 */

/** @param {string} text @param {boolean} [runs] @returns {Reference} */
function literally(text, runs = true) {
  return { text, args: [], buildArgs: {}, runs }
}

/** @param {string} text @param {readonly string[]} [args] @param {Record<string, string>} [buildArgs] @returns {Reference} */
function byVariable(text, args = [], buildArgs = {}) {
  return { text, args, buildArgs, runs: true }
}

/** An image from outside, spelled in any way that means it. @type {fc.Arbitrary<Reference>} */
const image = fc.constantFrom(
  ...['diffbase', 'diffbase:latest', 'diffbase:1', 'library/diffbase:1', 'docker.io/library/diffbase', 'docker.io/library/diffbase:1'].map(
    (text) => literally(text),
  ),
  ...['docker.io/diffbase:1', 'index.docker.io/library/diffbase:1', 'diffbase-amd64'].map((text) => literally(text)),
  ...[`diffbase:1@${DIGEST}`, `docker.io/library/diffbase@${DIGEST}`].map((text) => literally(text)),
  literally('difftools:1', false),
)

/** The same through variables, which only FROM knows. @type {fc.Arbitrary<Reference>} */
const imageByVariable = fc.constantFrom(
  byVariable('${BASE1}', ['ARG BASE1=diffbase:1']),
  byVariable('$BASE2', ['ARG BASE2="diffbase:1"']),
  byVariable('${BASE3}', ['ARG BASE3=diffbase:1'], { BASE3: 'diffbase:latest' }),
  byVariable('${REG4}/diffbase:${V4}', ['ARG REG4=docker.io/library', 'ARG V4=1']),
  byVariable('${REG5}/diffbase:${V5}', ['ARG REG5=docker.io/library V5=1'], { V5: 'latest' }),
  byVariable('diffbase:${NOWHERE:-1}'),
  byVariable('diffbase:${V7:+1}', ['ARG V7=x']),
  byVariable('diffbase${V8:-:latest}', ['ARG V8=:1']),
  byVariable('${IMAGE9}:${V9#v}', ['ARG NAME9=base', 'ARG IMAGE9=diff${NAME9}', 'ARG V9=v1']),
  byVariable('diffbase-${TARGETARCH}'),
  byVariable('diffbase-${ARCH11}', ['ARG TARGETARCH', 'ARG ARCH11=${TARGETARCH:-amd64}']),
  byVariable('${OWN12}/par:latest', [`ARG OWN12=${REGISTRY}`]),
  byVariable('diffbase:${V13}', ['ARG V13'], { V13: '1' }),
)

/** A module of the workspace, as it is published. @type {fc.Arbitrary<Reference>} */
const module = fc.constantFrom(
  ...['par', 'par:latest', 'kid', 'kid:latest'].map((name) => literally(`${REGISTRY}/${name}`)),
  literally(`${REGISTRY}/plain:latest`, false),
)

/** One whose ONBUILD steps run in whatever starts from it. @type {fc.Arbitrary<Reference>} */
const triggering = fc.constantFrom(literally('diffonbuild:1'), literally(`${REGISTRY}/triggers:latest`))

/** What a stage starts from, other stages aside. */
export const baseReference = fc.oneof(
  { weight: 6, arbitrary: image },
  { weight: 5, arbitrary: imageByVariable },
  { weight: 4, arbitrary: module },
  { weight: 1, arbitrary: triggering },
)

/** What COPY and mounts take files from, other stages aside. */
export const sourceReference = fc.oneof({ weight: 3, arbitrary: image }, { weight: 2, arbitrary: module })
