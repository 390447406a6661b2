import type { Preset, PresetFacts, PresetPlan } from './preset.js'

/** So that R starts in the module, and not in a home that ends with the container. */
const LINE = `printf 'session-default-working-dir=%s\\n' "$PWD" >>/etc/rstudio/rsession.conf; exec /init`

/**
 * RStudio Server as images of Rocker and Bioconductor have it: their `/init` starts as root, gives the user `rstudio` the number and the password
 * of these variables, and must be process 1. https://rocker-project.org/images/versioned/rstudio.html
 */
export const rstudio: Preset = {
  id: 'rstudio',
  title: 'RStudio Server',
  test: '[ -x /init ] && { command -v rserver || [ -x /usr/lib/rstudio-server/bin/rserver ]; }',
  port: 8787,
  plan: ({ secret, ...who }) => {
    const { user, env } = planSession(who)
    return {
      line: LINE,
      env: { PASSWORD: secret, ...env },
      runAs: { user: '0:0', init: false, ...(who.namespace === 'remapped' ? { userns: 'host' } : {}) },
      signIn: { kind: 'form', user },
    }
  },
}

/** Who works in it: root where root of the container is the caller, since their `/init` can give no other user the number 0. */
function planSession({ owner, namespace }: Omit<PresetFacts, 'secret'>): { readonly user: string; readonly env: PresetPlan['env'] } {
  if (owner === undefined) return { user: 'rstudio', env: {} }
  const [user = '', group = user] = owner.split(':')
  if (namespace === 'rootless' || user === '0') return { user: 'root', env: { RUNROOTLESS: 'true' } }
  return { user: 'rstudio', env: { RUNROOTLESS: 'false', USERID: user, GROUPID: group } }
}
