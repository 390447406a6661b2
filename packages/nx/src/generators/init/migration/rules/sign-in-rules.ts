import { judged, type MigrationRule, type RuleJudgement, workflowOption } from '../model/migration-rule.js'
import { tell } from '../model/told.js'
import { type StepElement, textOf } from '../model/workflow-elements.js'

type StepRule = MigrationRule<StepElement>

const role: StepRule = {
  topic: 'role of AWS',
  judge: ({ action, with: inputs, path, source }) => {
    if (action !== 'aws-actions/configure-aws-credentials') return undefined
    const arn = textOf(inputs['role-to-assume'])
    const line = source.lineOf([...path, 'with', 'role-to-assume'])
    if (arn === '') return judged('by-hand', KEYS)
    return [...roleJudgements(arn).map((judgement) => ({ ...judgement, line })), ...sessionJudgement(textOf(inputs['role-session-name']))]
  },
}

/** AWS logs and policies may name it. */
function sessionJudgement(name: string): readonly RuleJudgement[] {
  if (name === '') return []
  return judged('changed', tell`The session of the role is called ${'module-images'}, and no longer ${name}.`)
}

const KEYS = tell`Access keys that are kept as secrets are not used. Make a role that GitHub's OIDC tokens may take, and name it in the variable ${'AWS_ROLE_ARN'} of the environment: docs/publish.md of module-images.`

function roleJudgements(arn: string): readonly RuleJudgement[] {
  const [, context, name = ''] = /^\$\{\{\s*(secrets|vars)\.(\w+)\s*\}\}$/.exec(arn) ?? []
  const trust = judged(
    'by-hand',
    tell`The trust policy of the role has to name the environment: ${'repo:OWNER/REPOSITORY:environment:NAME'}, see docs/publish.md of module-images.`,
  )
  if (context === 'secrets')
    return [
      ...judged('kept', tell`The role in the secret ${name}, taken when the first push is due.`, workflowOption('roleSecret', name)),
      ...trust,
    ]
  if (context === 'vars')
    return [
      ...judged('kept', tell`The role in the variable ${name}, taken when the first push is due.`, workflowOption('roleVariable', name)),
      ...trust,
    ]
  return [
    ...judged('by-hand', tell`Set the variable ${'AWS_ROLE_ARN'} of the environment to ${arn}; it is taken when the first push is due.`),
    ...trust,
  ]
}

/** What a registry's address begins with. */
export function hostOf(registry: string): string {
  return registry.split('/', 1)[0] ?? registry
}

const ecr: StepRule = {
  topic: 'sign-in',
  judge: ({ action }) =>
    action === 'aws-actions/amazon-ecr-login'
      ? judged('kept', tell`Signs in to ECR when the first push is due, after the build, and again when that ends.`)
      : undefined,
}

const login: StepRule = {
  topic: 'sign-in',
  judge: ({ action, with: inputs, path, source }, context) => {
    if (action !== 'docker/login-action') return undefined
    const registry = source.textsAt([...path, 'with', 'registry'])[0]?.text ?? ''
    const host = hostOf(context.registry)
    if (registry !== '' && registry !== 'docker.io' && !registry.includes('${{') && registry !== host)
      return judged(
        'lost',
        tell`The sign-in to ${registry}: images are published to ${host} alone. Where bases come from there, docs/publish.md of module-images says how builds sign in.`,
      )
    if (registry === 'ghcr.io') return judged('kept', tell`Signs in to ${registry} with the token of the job.`)
    if (registry === '' || registry === 'docker.io') return dockerHub(inputs)
    return judged(
      'by-hand',
      tell`Put the account of ${registry} into the environment: variable ${'REGISTRY_USERNAME'}, secret ${'REGISTRY_PASSWORD'}.`,
    )
  },
}

function dockerHub(inputs: StepElement['with']): readonly RuleJudgement[] {
  const nameOf = (input: string, context: string) =>
    new RegExp(`^\\$\\{\\{\\s*${context}\\.(\\w+)\\s*\\}\\}$`).exec(textOf(inputs[input]))?.[1]
  const [usernameVariable, tokenSecret] = [nameOf('username', 'vars'), nameOf('password', 'secrets')]
  const options = { ...(usernameVariable === undefined ? {} : { usernameVariable }), ...(tokenSecret === undefined ? {} : { tokenSecret }) }
  return [
    ...judged('kept', tell`Test builds sign in to Docker Hub for their pulls.`, workflowOption('dockerHub', options)),
    ...judged(
      'by-hand',
      tell`The account of Docker Hub: the name in the variable ${usernameVariable ?? 'DOCKERHUB_USERNAME'} of the repository, and in the secret ${tokenSecret ?? 'DOCKERHUB_TOKEN'} a token that can only read. Where images are pushed there too: variable ${'REGISTRY_USERNAME'} and secret ${'REGISTRY_PASSWORD'} of the environment.`,
    ),
  ]
}

const shellLogin: StepRule = {
  topic: 'sign-in',
  judge: ({ run }) =>
    /^\s*(?:[^#\n]*\|\s*)?docker login\b/m.test(run) && !/docker (?:buildx )?build\b|docker push\b/.test(run)
      ? judged('by-hand', SHELL)
      : undefined,
}

const SHELL = tell`A sign-in by a command: see docs/publish.md of module-images for where the account of each kind of registry is kept.`

/** Topics under which an account for pushes is told of. */
export const SIGN_IN_TOPICS: ReadonlySet<string> = new Set([role.topic, login.topic])

export const signInRules: readonly StepRule[] = [role, ecr, login, shellLogin]
