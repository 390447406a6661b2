import type { CommandSpec } from '../declare/command-spec.js'

const HELP = `
What the last docker-build or docker-push run of this checkout printed at its
end, and each failure. Nx's interactive view closes over it. The same is in
dist/images/report.txt. Exits with 1 where something failed.`

/** `module-images report [--json]` */
export const reportCommand: CommandSpec = {
  declare(program, action) {
    program
      .command('report')
      .description('Prints what the last run of docker-build or docker-push did, and why.')
      .option('--json', 'print JSON')
      .addHelpText('after', HELP)
      .action(({ json = false }: { json?: boolean }) =>
        action(async (context) => {
          const { runReport } = await import('../../commands/report/run-report.js')
          return runReport({ json }, context)
        }),
      )
  },
}
