import type { Preset } from './preset.js'

const PORT = 8888

/**
 * JupyterLab, or Jupyter Notebook where the image has no other. It does not print a token that it is given, but Notebook 6 logs the addresses that it
 * redirects, and so the token of the first: warnings are all that it may log.
 * https://jupyter-server.readthedocs.io/en/latest/operators/public-server.html
 */
export const jupyter: Preset = {
  id: 'jupyter',
  title: 'Jupyter',
  test: 'command -v jupyter-lab || command -v jupyter-notebook',
  port: PORT,
  plan: ({ secret }) => ({
    // A caller may be root in a container, whose files are their own outside. -y: one Ctrl-C ends it.
    line: `exec "$(command -v jupyter-lab || command -v jupyter-notebook)" --ip=0.0.0.0 --port=${PORT} --no-browser --allow-root --log-level=WARN -y`,
    env: { JUPYTER_TOKEN: secret },
    signIn: { kind: 'token' },
  }),
}
