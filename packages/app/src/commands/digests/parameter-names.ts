import { ModuleImagesError } from '@module-images/core'

/** What stands for a module in a name pattern: as it is written, or in capitals. */
const PLACEHOLDER = /\{(?:module|MODULE)\}/g

/**
 * Names of parameters, one for each module: in the pattern, `{module}` is its name with `_` for all that no identifier takes, without
 * scope, and `{MODULE}` the same in capitals.
 *
 * @param reserved words of the file's language
 * @throws ModuleImagesError `bad-name-pattern`, `bad-parameter-name`, or `parameter-name-collision` where two modules would share a name
 */
export function planParameterNames(modules: readonly string[], pattern: string, reserved: ReadonlySet<string>): Map<string, string> {
  checkPattern(pattern)
  const owners = new Map<string, string>()
  for (const module of modules) {
    const name = parameterName(module, pattern)
    if (reserved.has(name)) throw badName(module, name, 'is a reserved word there')
    const owner = owners.get(name)
    if (owner !== undefined) throw collision(name, owner, module)
    owners.set(name, module)
  }
  return new Map([...owners].map(([name, module]) => [module, name]))
}

function parameterName(module: string, pattern: string): string {
  const word = module.replace(/^@[^/]*\//, '').replace(/[^A-Za-z0-9]+/g, '_')
  const name = pattern.replace(PLACEHOLDER, (placeholder) => (placeholder === '{module}' ? word : word.toUpperCase()))
  return /^\d/.test(name) ? `_${name}` : name
}

/** With the placeholders gone, only letters, digits and `_` may be left: so every name is one. */
function checkPattern(pattern: string): void {
  if (pattern.search(PLACEHOLDER) >= 0 && /^\w*$/.test(pattern.replace(PLACEHOLDER, ''))) return
  throw new ModuleImagesError({
    code: 'bad-name-pattern',
    kind: 'usage',
    message: `'${pattern}' is not a pattern of names.`,
    fix: 'It holds {module} or {MODULE}, and letters, digits and _ beside it: {module}_container',
  })
}

function badName(module: string, name: string, why: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-parameter-name',
    kind: 'input',
    message: `The parameter of ${module} would be '${name}', which ${why}.`,
    fix: "Give another pattern, as in --name '{module}_container'.",
  })
}

function collision(name: string, first: string, second: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'parameter-name-collision',
    kind: 'input',
    message: `The parameters of ${first} and ${second} would both be '${name}'.`,
    fix: 'Rename one of the modules, or name the modules you want one by one.',
  })
}
