import type { Preset } from './preset.js'

const PORT = 8888

/**
 * JupyterLab, or Jupyter Notebook where the image has no other. It does not print a token that it is given.
 * https://jupyter-server.readthedocs.io/en/latest/operators/public-server.html
 */
export const jupyter: Preset = {
  id: 'jupyter',
  title: 'Jupyter',
  test: 'command -v jupyter-lab || command -v jupyter-notebook',
  port: PORT,
  plan: ({ secret }) => ({
    // A caller may be root in a container, whose files are their own outside. -y: one Ctrl-C ends it.
    line: `exec "$(command -v jupyter-lab || command -v jupyter-notebook)" --ip=0.0.0.0 --port=${PORT} --no-browser --allow-root -y`,
    env: { JUPYTER_TOKEN: secret },
    signIn: { kind: 'token' },
  }),
}
