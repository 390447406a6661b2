import { type Command, InvalidArgumentError } from 'commander'
import type { ContainerOptionsInput } from '../../commands/run/container-options.js'
import type { CommitOptions } from '../../commands/run/with-commit.js'

const collect = (value: string, before: string[] | undefined) => [...(before ?? []), value]

/** The options of a container, as `docker-run` and `docker-shell` have them. Those that are given win over project.json. */
export function declareContainerFlags(command: Command): Command {
  return command
    .option(
      '--mount <source[:target]>',
      'a folder or file to read, from the workspace root; without a target at /data (repeatable)',
      collect,
    )
    .option('--env <name>', 'an environment variable to pass on (repeatable)', collect)
    .option(
      '--publish <[[address:]host:]container>',
      'a port of the container to offer on this machine, at 127.0.0.1 unless an address is given (repeatable)',
      collect,
    )
    .option('--user <user>', "'caller' (default), 'image', or a user as docker takes it")
    .option('--memory <size>', 'memory it may use, such as 8g')
    .option('--cpus <number>', 'processors it may use, such as 1.5', parseNumber)
    .option('--network <name>', 'its network: none, host, or the name of one')
    .option('--platform <platform>', 'platform of the image, such as linux/arm64')
}

/** What commander has parsed, without the options of the command itself. */
export function containerFlags(flags: ContainerOptionsInput): ContainerOptionsInput {
  const { mount, env, publish, user, memory, cpus, network, platform } = flags
  const given = Object.entries({ mount, env, publish, user, memory, cpus, network, platform }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given)
}

/** What the command line says of a commit. */
export interface CommitFlags {
  readonly at?: string
  readonly yes?: boolean
}

/** The options by which a command takes another commit than the one that is checked out. */
export function declareCommitFlags(command: Command): Command {
  return command
    .option('--at <revision>', 'take code, options and image of this commit; results go to a folder of their own, dist/at/…')
    .option('--yes', 'with --at: build the image without a question where it is nowhere to be found')
}

/** @returns undefined for the checkout */
export function commitFlags({ at, yes = false }: CommitFlags): CommitOptions | undefined {
  return at === undefined ? undefined : { at, yes }
}

function parseNumber(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || Number.isNaN(number)) throw new InvalidArgumentError('It is not a number.')
  return number
}
