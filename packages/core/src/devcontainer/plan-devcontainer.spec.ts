import { expect, it } from 'vitest'
import { type DevcontainerFacts, planDevcontainer } from './plan-devcontainer.js'

const NOTHING = { r: false, python: false, notebooks: false, quarto: false }
const facts: DevcontainerFacts = {
  ...{ name: 'hello-r', image: 'r.example/o/hello-r@sha256:1', user: '', folder: 'modules/hello-r' },
  ...{ mounts: [], env: [], contents: NOTHING },
}

it('of an image of root, works as the number of the caller', () => {
  expect(planDevcontainer(facts)).toEqual({
    name: 'hello-r',
    image: 'r.example/o/hello-r@sha256:1',
    workspaceMount: 'type=bind,source=${localWorkspaceFolder},target=/workspace',
    workspaceFolder: '/workspace/modules/hello-r',
    containerUser: '${localEnv:UID:1000}:${localEnv:GID:1000}',
    updateRemoteUserUID: false,
    containerEnv: { HOME: '/tmp' },
    init: true,
  })
})

it.each(['root', '0', '0:0', 'root:root', '1234', ''])('%j has no name that could be given a number', (user) => {
  expect(planDevcontainer({ ...facts, user })).toMatchObject({ containerEnv: { HOME: '/tmp' } })
})

it.each(['rstudio', 'jovyan:users'])('the user %s of an image becomes the caller', (user) => {
  const planned = planDevcontainer({ ...facts, user, folder: '' })
  expect(planned).toMatchObject({ remoteUser: user.split(':')[0], workspaceFolder: '/workspace' })
  expect(planned).not.toHaveProperty('containerUser')
})

it('reads the same data and variables as docker-run, and suggests what an editor needs', () => {
  const mounts = [
    { source: 'data/in', target: '/data/in' },
    { source: '/scratch/a,b "c"', target: '/data/c' },
    { source: 'D:\\sce', target: '/data/sce' },
  ]
  expect(
    planDevcontainer({ ...facts, mounts, env: ['TOKEN'], contents: { r: true, python: true, notebooks: true, quarto: true } }),
  ).toMatchObject({
    mounts: [
      'type=bind,source=${localWorkspaceFolder}/data/in,target=/data/in,readonly',
      'type=bind,"source=/scratch/a,b ""c""",target=/data/c,readonly',
      'type=bind,source=D:\\sce,target=/data/sce,readonly',
    ],
    remoteEnv: { TOKEN: '${localEnv:TOKEN}' },
    customizations: { vscode: { extensions: ['REditorSupport.r', 'ms-python.python', 'ms-toolsai.jupyter', 'quarto.quarto'] } },
  })
})
